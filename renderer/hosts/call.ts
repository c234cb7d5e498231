import { type Answer, type Host, hostMethods } from "../../src/host.ts";

export type Call = (method: keyof Host, args: readonly unknown[]) => Promise<Answer>;

/** A host whose every method goes through one call. Errors arrive as their plain words. */
export function hostFrom(call: Call): Host {
  const methods = hostMethods.map((method) => [
    method,
    async (...args: readonly unknown[]) => {
      const answer = await call(method, args);
      if ("error" in answer) throw new Error(answer.error);
      return answer.value;
    },
  ]);
  return Object.fromEntries(methods) as Host;
}

/** Sends bytes to a file's address. */
export async function putBytes(url: string, bytes: Blob): Promise<void> {
  const response = await fetch(url, { method: "PUT", body: bytes });
  if (!response.ok) throw new Error(await errorOf(response));
}

/** The plain words in a refusal, or its status when it has none. */
export async function errorOf(response: Response): Promise<string> {
  return (await response.text().catch(() => "")) || `the host answered ${response.status}`;
}
