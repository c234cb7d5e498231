/** The names that every script is offered. */
export const offeredNames: readonly string[] = ["sql", "table", "display", "progress", "console", "stats"];
