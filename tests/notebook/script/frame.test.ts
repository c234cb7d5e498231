import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { contentSecurityPolicy } from "../../../main/headers.ts";
import { frameDocument, frameScript, frameScriptHash } from "../../../src/notebook/script/frame.ts";

it("the page lets the frame's script run, as it is written, and no other", () => {
  const hash = `sha256-${createHash("sha256").update(frameScript).digest("base64")}`;
  expect(frameScriptHash).toBe(hash);
  expect(contentSecurityPolicy).toContain(`script-src 'self' 'wasm-unsafe-eval' '${hash}';`);
  expect(contentSecurityPolicy).toContain("frame-src 'none'");
  expect(frameDocument).toContain(`script-src '${hash}' blob:; worker-src blob:; connect-src 'none'`);
  expect(frameDocument).not.toMatch(/unsafe-/);
});
