import { z } from "zod";
import { type Answer, type Host, hostMethods } from "../src/host.ts";
import { recovery, recoveryId } from "./recoveries.ts";
import { resultBytes, resultKey } from "./result-folder.ts";

const path = z
  .string()
  .min(1)
  .max(32_768)
  .refine((text) => !text.includes("\0"), "contains a NUL character");
const relativePath = path.or(z.literal(""));

const endpointName = z.string().min(1).max(100);
const askId = z.string().min(1).max(100);
const modelRequest = z.object({
  endpoint: endpointName,
  model: z.string().min(1).max(500),
  messages: z.array(z.object({ role: z.enum(["system", "user", "assistant"]), content: z.string() })).min(1),
  temperature: z.number().nullable(),
  seed: z.number().int().nullable(),
  maxTokens: z.number().int().min(1),
  format: z.union([
    z.object({ name: z.string(), schema: z.record(z.string(), z.unknown()) }),
    z.literal("json"),
    z.literal("text"),
  ]),
  timeoutMs: z.number().int().min(1000).max(3_600_000),
  keep: z.object({ path, key: z.string().min(1).max(200) }).nullable(),
});

const parameters = {
  start: z.tuple([]),
  stat: z.tuple([path]),
  list: z.tuple([path]),
  walk: z.tuple([path]),
  find: z.tuple([path]),
  readText: z.tuple([path]),
  writeText: z.tuple([path, z.string()]),
  recent: z.tuple([]),
  remember: z.tuple([z.object({ path, title: z.string().max(1000) })]),
  resolve: z.tuple([path, relativePath]),
  relative: z.tuple([path, path]),
  isTrusted: z.tuple([path, z.string()]),
  trust: z.tuple([path, z.string()]),
  recoveries: z.tuple([]),
  keepRecovery: z.tuple([recovery]),
  dropRecovery: z.tuple([recoveryId]),
  readLines: z.tuple([path]),
  appendLines: z.tuple([path, z.array(z.string())]),
  copyFile: z.tuple([path, path]),
  endpoints: z.tuple([]),
  setEndpoint: z.tuple([
    z.object({ name: endpointName, baseUrl: z.string().max(2000), key: z.string().max(10_000).nullable() }),
  ]),
  removeEndpoint: z.tuple([endpointName]),
  endpointModels: z.tuple([endpointName]),
  askModel: z.tuple([modelRequest, askId]),
  cancelAsk: z.tuple([askId]),
  readResult: z.tuple([resultKey]),
  keepResult: z.tuple([resultKey, resultBytes]),
  keptImports: z.tuple([resultKey]),
  trimKeptImports: z.tuple([]),
  clearKeptImports: z.tuple([resultKey.nullable()]),
} satisfies { [M in keyof Host]: z.ZodType<Parameters<Host[M]>> };

export function isHostMethod(name: string): name is keyof Host {
  return (hostMethods as readonly string[]).includes(name);
}

/** Calls a host method with arguments from outside: checks them, and gives errors as words. */
export async function callHost(host: Host, method: keyof Host, args: unknown): Promise<Answer> {
  const checked = parameters[method].safeParse(args);
  if (!checked.success) return { error: `${method}: wrong arguments: ${z.prettifyError(checked.error)}` };
  try {
    const call = host[method] as (...args: readonly unknown[]) => Promise<unknown>;
    return { value: (await call.apply(host, checked.data)) ?? null };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
