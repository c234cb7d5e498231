import { z } from "zod";

// The page's policy forbids what is evaluated from text. Zod finds that out by trying, which the browser reports as a
// breach, after reading the whole of the calling script again to say where. So it is told before any schema is made.
z.config({ jitless: true });
