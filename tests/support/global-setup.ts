import { startWebHost } from "./web-host.ts";

/** One web host for all browser tests, its address in CASEBOOK_URL. A test that needs its own starts its own. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const host = await startWebHost();
  process.env.CASEBOOK_URL = host.url;
  return () => host.stop();
}
