/** What a page that holds the sandbox is told, for one run of a script each. */
export type ToPage =
  | { readonly run: number; readonly type: "open"; readonly body: string; readonly names: readonly string[] }
  | { readonly run: number; readonly type: "send"; readonly message: unknown }
  | { readonly run: number; readonly type: "close" };

/** What it tells. */
export type FromPage =
  | { readonly run: number; readonly type: "message"; readonly message: unknown }
  | { readonly run: number; readonly type: "broken"; readonly reason: string };
