import type { Issue } from "./importer.ts";

const mostOfAKind = 1000;

/** Issues on their way out: the first thousand of a severity one by one, the rest as one issue that counts them. */
export class IssueList {
  /** Records lost so far. */
  lost = 0;
  #ready: Issue[] = [];
  #kinds = { record: newRest(), note: newRest() };

  add(issue: Issue): void {
    const records = issue.severity === "record" ? (issue.records ?? 1) : 0;
    const kind = this.#kinds[issue.severity];
    this.lost += records;
    if (++kind.seen <= mostOfAKind) this.#ready.push(issue);
    else {
      kind.records += records;
      kind.line ??= issue.line;
    }
  }

  take(): Issue[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }

  /** Adds the issues that stand for those which were not listed. */
  close(): void {
    const { record, note } = this.#kinds;
    const from = (line: number | null) => (line === null ? "" : `, the next of them in line ${line}`);
    if (record.seen > mostOfAKind) {
      const reason = `${record.seen - mostOfAKind} more places like these could not be read${from(record.line)}`;
      this.#ready.push({ line: record.line, reason, severity: "record", records: record.records });
    }
    if (note.seen > mostOfAKind) {
      const reason = `${note.seen - mostOfAKind} more notes like these${from(note.line)}`;
      this.#ready.push({ line: note.line, reason, severity: "note" });
    }
  }

  clear(): void {
    this.lost = 0;
    this.#ready = [];
    this.#kinds = { record: newRest(), note: newRest() };
  }
}

function newRest(): { seen: number; records: number; line: number | null } {
  return { seen: 0, records: 0, line: null };
}
