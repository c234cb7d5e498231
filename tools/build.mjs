// npm run build
import { buildAll, prepare } from "./setup.mjs";

prepare({ build: false });
process.exit(buildAll());
