import { type Document, isMap, isNode, isPair, isScalar, LineCounter, Parser, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { deeperThan } from "../importers/deployments/yaml-depth.ts";
import { CellError } from "./cell.ts";
import { type Path, pathText, problemOf, quote, unknownKey } from "./yaml-problems.ts";

const longestSource = 200_000;
const deepestNesting = 100;

/**
 * The source of a YAML cell as the schema's output, defaults filled in. An empty source is `{}`.
 * A key that no object of the schema names is an error, also where the schema itself would let it pass.
 * @throws CellError with line, column and key
 */
export function parseYaml<S extends z.ZodType>(source: string, schema: S): z.output<S> {
  lastSchema = schema;
  const text = new YamlText(source);
  const value = text.value();
  const stray = unknownKey(schema, value);
  if (stray) throw text.error(stray.problem, stray.path, "key");
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { problem, path, at } = problemOf(parsed.error.issues, value);
  throw text.error(problem, path, at);
}

let lastSchema: z.ZodType | null = null;

/** The schema that a kind's `parse` holds YAML against, from which a form can be made; null when it uses none. */
export function schemaOf(parse: (source: string) => unknown): z.ZodType | null {
  lastSchema = null;
  try {
    parse("");
  } catch {
    // An empty source may lack what is needed; the schema was asked all the same.
  }
  return lastSchema;
}

/** A parsed source that still knows where everything stood. */
class YamlText {
  readonly #lines = new LineCounter();
  readonly #document: Document.Parsed;

  constructor(source: string) {
    if (source.length > longestSource)
      throw new CellError(`too long: ${source.length} characters, at most ${longestSource} are read`, { line: 1 });
    if (deeperThan(deepestNesting, new Parser().parse(source)))
      throw new CellError(`nested too deeply: more than ${deepestNesting} levels`, { line: 1 });
    this.#document = this.#read(() =>
      parseDocument(source, { lineCounter: this.#lines, prettyErrors: false, uniqueKeys: false, logLevel: "error" }),
    );
    const [problem] = [...this.#document.errors, ...this.#document.warnings];
    if (problem) throw new CellError(`not valid YAML: ${problem.message}`, this.#place(problem.pos[0]));
    this.#read(() => this.#check());
  }

  value(): unknown {
    return this.#read(() => this.#document.toJS({ maxAliasCount: 100 })) ?? {};
  }

  /** An error at a value, or at its key; where the value is missing, at the nearest thing that contains it. */
  error(problem: string, path: Path, at: "key" | "value"): CellError {
    const subject = path.length ? `${pathText(path)}: ` : "";
    return new CellError(subject + problem, {
      ...this.#place(this.#offset(path, at)),
      ...(path.length ? { key: pathText(path) } : {}),
    });
  }

  #offset(path: Path, at: "key" | "value"): number {
    let node: unknown = this.#document.contents;
    let offset = start(node);
    for (const [depth, step] of path.entries()) {
      const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === step) : undefined;
      const next = pair ? pair.value : isNode(node) && "get" in node ? node.get(step, true) : undefined;
      if (!pair && next === undefined) return offset;
      offset = start(pair && (at === "key" || !isNode(next)) && depth === path.length - 1 ? pair.key : next, offset);
      node = next;
    }
    return offset;
  }

  #place(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }

  // Linear where the library's own check for repeated keys is quadratic.
  #check(): void {
    visit(this.#document, {
      Alias: (_key, alias, ancestors) => {
        const target = alias.resolve(this.#document);
        if (target && ancestors.includes(target))
          throw new CellError(`*${alias.source}: stands inside what it names`, this.#place(start(alias)));
      },
      Map: (_key, map) => {
        const seen = new Set<unknown>();
        for (const item of map.items) {
          const key = isScalar(item.key) ? item.key.value : item.key;
          if (seen.has(key))
            throw new CellError(`${quote(key)}: written twice: keep one`, {
              ...this.#place(start(item.key)),
              key: String(key),
            });
          seen.add(key);
        }
      },
    });
  }

  #read<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      if (error instanceof CellError) throw error;
      throw new CellError(`not valid YAML: ${error instanceof Error ? error.message : String(error)}`, { line: 1 });
    }
  }
}

function start(node: unknown, otherwise = 0): number {
  if (isPair(node)) return start(node.key, otherwise);
  return isNode(node) ? (node.range?.[0] ?? otherwise) : otherwise;
}
