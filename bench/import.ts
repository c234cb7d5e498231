import { expect } from "vitest";
import { bigFiles, spanCount } from "./big-files.ts";
import { openNative, readFlat } from "./native.ts";
import { median, report, stopwatch } from "./report.ts";
import { sample } from "./start.ts";
import { bigPage, freshPage, measured, openFile, ownBrowser } from "./window.ts";

// From a file on disk to tables that can be asked: OTLP JSON Lines through the real page, against native DuckDB reading
// the same spans as flat lines. Ours also hashes the file, maps attributes to columns, and derives self time and traces.

export async function importing(): Promise<void> {
  const { flat } = bigFiles();
  const native = await openNative();
  const before = process.cpuUsage();
  const peers = [await stopwatch(() => readFlat(native, flat)), await stopwatch(() => readFlat(native, flat))];
  const used = process.cpuUsage(before);
  const { page, heaps, seconds } = await bigPage();
  const ours = [await measured(page, "import")];
  peers.push(await stopwatch(() => readFlat(native, flat)));
  for (const _ of [2, 3]) {
    ours.push(await importedFresh());
    peers.push(await stopwatch(() => readFlat(native, flat)));
  }
  const later = await importedLater();
  peers.push(await stopwatch(() => readFlat(native, flat)));
  const counted = await native.query("SELECT count(*)::DOUBLE AS spans FROM flat");
  await native.close();
  expect(Number(counted.get(0)?.spans)).toBe(spanCount);
  await expect.poll(() => page.locator("body").innerText()).toContain(spanCount.toLocaleString("en"));
  const name = `import ${spanCount.toLocaleString("en")} spans (OTLP JSON Lines)`;
  const peerIs = "native DuckDB, 2 threads, flat NDJSON";
  report({
    name,
    unit: "ms",
    ours: median(ours),
    peer: median(peers),
    peerIs,
    target: { most: 4, of: "ratio" },
    n: ours.length,
  });
  const again = "the same in a browser that has opened Casebook before";
  report({ name: again, unit: "ms", ours: later, peer: median(peers), peerIs, target: { most: 4, of: "ratio" }, n: 1 });
  const peerSeconds = (used.user + used.system) / 2e6;
  report({
    name: "processor time of the first, with its first cells",
    unit: "s",
    ours: seconds,
    peer: peerSeconds,
    peerIs,
    n: 1,
  });
  const mebibyte = 1024 * 1024;
  const limit = { most: 1024, of: "ours" } as const;
  report({
    name: "its JavaScript objects at most",
    unit: "MB",
    ours: heaps.objects / mebibyte,
    peer: null,
    target: limit,
    n: 1,
  });
  report({
    name: "its JavaScript buffers at most",
    unit: "MB",
    ours: heaps.buffers / mebibyte,
    peer: null,
    n: 1,
  });
}

/** In a browser that has never seen Casebook. */
async function importedFresh(): Promise<number> {
  const page = await freshPage();
  const host = await openFile(page, bigFiles().otlp);
  const ms = await measured(page, "import");
  await page.context().close();
  await host.stop();
  return ms;
}

async function importedLater(): Promise<number> {
  const own = ownBrowser();
  let ms = Number.NaN;
  // Of the starts before, the browser keeps what it compiled by and by.
  for (const path of [sample, sample, bigFiles().otlp]) {
    const page = await own.page();
    const host = await own.open(page, path);
    ms = await measured(page, "import");
    await page.context().close();
    await host.stop();
  }
  own.remove();
  return ms;
}
