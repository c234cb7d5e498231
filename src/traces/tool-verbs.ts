/** Verbs in a tool's name that change the state of something; the same change made twice is still one change. */
export const settingVerbs: readonly string[] =
  "set update upsert put patch save delete remove drop close cancel archive rename replace overwrite edit modify apply commit merge move assign enable disable lock unlock revoke approve reject restart stop reset install configure clear".split(
    " ",
  );

/** Verbs whose every repetition changes something more: what is added again, sent again, or moved on. */
export const actingVerbs: readonly string[] =
  "write append add insert create send post publish upload submit execute pay charge refund book order reply comment notify email click press type scroll key drag tap swipe next advance increment sleep wait push pop deploy start launch spawn generate sample roll random".split(
    " ",
  );

// Nouns as well as verbs: beside a verb that reads, they are what is read.
const alsoNouns =
  "order book comment post email charge type key sample roll reply start random set move close write lock".split(" ");

const readingVerbs =
  "get list search find read fetch query lookup look show view describe check load retrieve browse grep cat count select status history info details inspect scan open explain".split(
    " ",
  );

/** The words of a tool's name: "db.insertRow" is db, insert, row. */
export function toolWords(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

/** "acts" when a repetition is no repetition, "sets" when it changes what others see, "reads" otherwise. */
export function toolVerb(name: string, writes: readonly string[] = []): "acts" | "sets" | "reads" {
  // "execute_tool search" and its like name the span's operation before the tool.
  const words = toolWords(name.replace(/^(execute_tool|tool|call_tool|running tool)[\s:./]+/i, ""));
  const reads = words.some((word) => readingVerbs.includes(word));
  const is = (verbs: readonly string[]) =>
    words.some((word) => verbs.includes(word) && !(reads && alsoNouns.includes(word)));
  if (is(actingVerbs)) return "acts";
  return is(settingVerbs) || words.some((word) => writes.includes(word)) ? "sets" : "reads";
}
