import { compressionOf, type Damage, decompress } from "./decompress.ts";
import { concat, type EncodingFound, encodingOf, type Replaced, toUtf8 } from "./encoding.ts";
import type { Compression, Input, Issue, Sample, SourceFile } from "./importer.ts";
import { namesIn } from "./names.ts";
import { makeSample, sampleBytes } from "./sample.ts";
import type { StoredFile } from "./stored-file.ts";
import { tableName } from "./table-name.ts";

/** A source's content for its importer, and what was wrong with it on the way. */
export class Content implements Input {
  readonly path: string;
  readonly tableName: string;
  readonly file: SourceFile | null;
  readonly #encoding: EncodingFound;
  /** As the last pass met it; a file that no importer takes has been read for its sample only. */
  #damage: Damage | null;
  #replaced: Replaced = { count: 0, first: 0 };

  private constructor(
    readonly stored: StoredFile,
    readonly sample: Sample,
    readonly signal: AbortSignal,
    damage: Damage | null,
    readonly beside: readonly SourceFile[],
  ) {
    this.#damage = damage;
    this.path = stored.file.path;
    this.tableName = tableName(this.path);
    this.file = sample.compression ? null : stored.random;
    this.#encoding = encodingOf(sample.head);
  }

  static async open(stored: StoredFile, signal: AbortSignal, beside: readonly SourceFile[] = []): Promise<Content> {
    const first = (await firstBytes(stored.stream(), 16)).head;
    const compression = compressionOf(first);
    let damage: Damage | null = null;
    const chunks = plain(stored, compression, (found) => {
      damage = found;
    });
    const { head, whole } = await firstBytes(chunks, sampleBytes);
    const names = await namesIn(head, compression ? null : stored.random);
    return new Content(stored, makeSample(head, whole, compression, names), signal, damage, beside);
  }

  bytes(): AsyncIterable<Uint8Array> {
    this.#damage = null;
    return plain(this.stored, this.sample.compression, (damage) => {
      this.#damage = damage;
    });
  }

  utf8(): AsyncIterable<Uint8Array> {
    this.#replaced = { count: 0, first: 0 };
    return toUtf8(this.bytes(), this.#encoding, this.#replaced);
  }

  /** What the last pass over the content met. */
  async issues(): Promise<Issue[]> {
    const { count, first } = this.#replaced;
    const issues = count ? [replacedNote(count, await this.#lineAt(first), this.#encoding)] : [];
    if (this.#damage) issues.push(damageIssue(this.#damage, this.stored.file.size));
    if (this.stored.damage !== null) issues.push({ line: null, reason: this.stored.damage, severity: "record" });
    return issues;
  }

  /** The line of an offset in the content: read again, since lines are not worth counting in sound files. */
  async #lineAt(offset: number): Promise<number> {
    let line = 1;
    let left = offset;
    for await (const chunk of plain(this.stored, this.sample.compression, () => {})) {
      const before = chunk.subarray(0, left);
      for (let at = before.indexOf(10); at >= 0; at = before.indexOf(10, at + 1)) line++;
      left -= before.length;
      if (left === 0) break;
    }
    return line;
  }
}

function plain(
  stored: StoredFile,
  compression: Compression | null,
  onDamage: (damage: Damage) => void,
): AsyncIterable<Uint8Array> {
  return compression ? decompress(stored.stream(), compression, onDamage) : stored.stream();
}

async function firstBytes(
  chunks: AsyncIterable<Uint8Array>,
  count: number,
): Promise<{ head: Uint8Array; whole: boolean }> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(chunk.slice(0, count - size + 1));
    size += chunk.length;
    if (size > count) return { head: concat(parts).subarray(0, count), whole: false };
  }
  return { head: concat(parts), whole: true };
}

function replacedNote(count: number, line: number, { encoding }: EncodingFound): Issue {
  const places = count === 1 ? "a byte sequence that is" : `${count} byte sequences that are`;
  const reason = `${places} not valid ${encoding.toUpperCase()} became the replacement character U+FFFD, the first here`;
  return { line, reason: count === 1 ? reason.replace(", the first", "") : reason, severity: "note" };
}

function damageIssue({ offset, reason }: Damage, size: number): Issue {
  const place = `near byte ${offset} of the ${size} bytes of the file`;
  return { line: null, reason: `${reason}, ${place}; what follows could not be read`, severity: "record" };
}
