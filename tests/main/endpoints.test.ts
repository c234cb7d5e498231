import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { checkedAddress, EndpointList } from "../../main/endpoints.ts";
import { keychainVault } from "../../main/vault.ts";
import { safeStorage } from "../support/fake-electron.ts";
import { testFolder } from "../support/folder.ts";

const top = testFolder();
let nth = 0;
beforeEach(() => {
  nth += 1;
});
const folder = () => join(top, String(nth));
const key = "sk-test-0123456789abcdef";

function list(env: Record<string, string> = {}, keychain = false): EndpointList {
  const vault = () => keychainVault({ ...safeStorage, isEncryptionAvailable: () => keychain });
  return new EndpointList(folder(), vault, env);
}

describe("the endpoints that a user has set", () => {
  test("are told with where their key is kept, and never with the key", async () => {
    const endpoints = list();
    await endpoints.set({ name: "openai", baseUrl: "https://api.openai.com/v1/", key });
    await endpoints.set({ name: "ollama", baseUrl: "http://127.0.0.1:11434/v1", key: null });
    const all = await endpoints.all();
    expect(all).toEqual([
      { name: "openai", baseUrl: "https://api.openai.com/v1", isLocal: false, key: "file" },
      { name: "ollama", baseUrl: "http://127.0.0.1:11434/v1", isLocal: true, key: null },
    ]);
    expect(JSON.stringify(all)).not.toContain(key);
    expect((await endpoints.find("openai")).key).toBe(key);
    await endpoints.remove("ollama");
    expect((await list().all()).map(({ name }) => name)).toEqual(["openai"]);
  });

  test.skipIf(process.platform === "win32")("lie in a file that only its owner can read", async () => {
    await list().set({ name: "a", baseUrl: "https://a.example/v1", key });
    expect((await stat(join(folder(), "endpoints.json"))).mode & 0o777).toBe(0o600);
  });

  test("keep their key in the keychain where there is one", async () => {
    const endpoints = list({}, true);
    await endpoints.set({ name: "a", baseUrl: "https://a.example/v1", key });
    expect((await endpoints.all())[0]?.key).toBe("keychain");
    expect((await endpoints.find("a")).key).toBe(key);
    expect(await readFile(join(folder(), "endpoints.json"), "utf8")).not.toContain(key);
    await expect(list({}, false).find("a")).rejects.toThrow(
      "a: its key is in a keychain that this program cannot open",
    );
  });

  test("lose their key with their origin, so that it never goes elsewhere", async () => {
    const endpoints = list();
    await endpoints.set({ name: "a", baseUrl: "https://a.example/v1", key });
    await endpoints.set({ name: "a", baseUrl: "https://a.example/v2", key: null });
    expect((await endpoints.find("a")).key).toBe(key);
    await endpoints.set({ name: "a", baseUrl: "https://b.example/v2", key: null });
    expect((await endpoints.find("a")).key).toBeNull();
  });

  test("take a key from the environment: by their name, and OpenAI's for OpenAI's address alone", async () => {
    const endpoints = list({ CASEBOOK_KEY_MY_BOX: "from-env-1", OPENAI_API_KEY: "from-env-2" });
    await endpoints.set({ name: "my box", baseUrl: "http://10.0.0.5:8000/v1", key: null });
    await endpoints.set({ name: "other", baseUrl: "https://other.example/v1", key: null });
    await endpoints.set({ name: "openai", baseUrl: "https://api.openai.com/v1", key: null });
    expect((await endpoints.all()).map((each) => each.key)).toEqual(["environment", null, "environment"]);
    const keys = await Promise.all(["my box", "other", "openai"].map((name) => endpoints.find(name)));
    expect(keys.map((found) => found.key)).toEqual(["from-env-1", null, "from-env-2"]);
  });

  test.each([
    ["ftp://a.example", "only https and http"],
    ["http://a.example/v1", "use https"],
    ["https://user:pass@a.example", "name and password"],
    ["https://a.example/v1?key=1", "behind ? or #"],
    ["a.example", "not an address"],
    ["", "not an address"],
  ])("may not lie at %s", (address, problem) => {
    expect(() => checkedAddress(address)).toThrow(problem);
  });

  test.each([
    "https://a.example/v1",
    "http://localhost:8080",
    "http://[::1]:1/v1",
    "http://192.168.1.4:8000/v1",
    "http://gpubox:8000/v1",
  ])("may lie at %s", (address) => {
    expect(checkedAddress(address).protocol).toMatch(/^http/);
  });
});
