/**
 * The SQL that reads a text as the time a document was last changed, as a TIMESTAMP in UTC; NULL where it cannot be
 * read. ISO dates and times, numbers since 1970 (seconds to nanoseconds by their length) and the usual spellings.
 * Dates of which day and month could be swapped are not guessed.
 */
export function documentTime(text: string): string {
  const written = `trim(${text})`;
  const number = `TRY_CAST(${written} AS DOUBLE)`;
  const epoch = (divisor: string) => `make_timestamp(TRY_CAST(${number} * 1e6 / ${divisor} AS BIGINT))`;
  return `CASE
    WHEN regexp_full_match(${written}, '(19|20)\\d{6}') THEN TRY_CAST(try_strptime(${written}, '%Y%m%d') AS TIMESTAMP)
    WHEN regexp_full_match(${written}, '\\d{9,10}(\\.\\d+)?') THEN ${epoch("1")}
    WHEN regexp_full_match(${written}, '\\d{12,13}(\\.\\d+)?') THEN ${epoch("1e3")}
    WHEN regexp_full_match(${written}, '\\d{15,16}') THEN ${epoch("1e6")}
    WHEN regexp_full_match(${written}, '\\d{18,19}') THEN ${epoch("1e9")}
    WHEN regexp_matches(${written}, '^\\d{4}-\\d{2}-\\d{2}') THEN make_timestamp(epoch_us(TRY_CAST(${written} AS TIMESTAMPTZ)))
    ELSE try_strptime(${written}, [${formats.map((format) => `'${format}'`).join(", ")}]) END`;
}

const formats = [
  ...["%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%d.%m.%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y"],
  ...["%a, %d %b %Y %H:%M:%S GMT", "%Y-%m"],
];

/** A day with no time of day may seem to lie after a search of the same day, in another time zone. */
const leewayNs = 86_400_000_000_000n;

/**
 * The SQL for the age of a document in nanoseconds at the time of a search. NULL where the document's time is not
 * known, and where it lies after the search: the export then tells a later change.
 */
export function documentAge(startNs: string, time: string): string {
  const age = `${startNs} - epoch_us(${time}) * 1000`;
  return `CASE WHEN ${age} >= -${leewayNs} THEN greatest(${age}, 0) END`;
}

/** An age of days for people: "6.0 h", "45 d", "3.2 years". */
export function ageWords(days: number): string {
  if (days < 0) return `−${ageWords(-days)}`;
  if (days < 1) return `${(days * 24).toFixed(1)} h`;
  if (days < 730) return `${days.toFixed(days < 9.95 ? 1 : 0)} d`;
  return `${(days / 365.25).toFixed(1)} years`;
}
