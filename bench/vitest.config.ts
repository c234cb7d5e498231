import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Run by tools/bench.mjs: one benchmark after another, nothing beside it. */
export default defineConfig({
  plugins: [react()],
  test: {
    root: import.meta.dirname,
    include: ["**/*.bench.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: "forks",
    maxWorkers: 1,
    fileParallelism: false,
  },
});
