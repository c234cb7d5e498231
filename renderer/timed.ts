/** Does something and leaves how long it took among the page's measures, where the browser's profiler and benchmarks find it. */
export async function timed<T>(name: "import" | "run" | "open trace", action: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await action();
  } finally {
    performance.measure(`casebook ${name}`, { start });
  }
}
