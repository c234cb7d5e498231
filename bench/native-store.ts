import type { Engine } from "../src/engine/engine.ts";
import { derive } from "../src/notebook/derive.ts";
import { addedColumns, createStore } from "../src/notebook/store.ts";
import { bigFiles } from "./big-files.ts";
import { openNative, readFlat } from "./native.ts";

/** The flat spans in the notebook's own tables, on native DuckDB. */
export async function storeOnNative(): Promise<Engine> {
  const native = await openNative();
  await createStore(native);
  await readFlat(native, bigFiles().flat);
  const added = addedColumns(1).spans.map(({ value }) => value ?? "NULL");
  await native.query(`INSERT INTO store.spans SELECT *, ${added.join(", ")} FROM flat`);
  await native.query("DROP TABLE flat");
  await derive(native);
  return native;
}
