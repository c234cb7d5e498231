import { parseSync } from "vite";

export interface Import {
  readonly specifier: string;
  /** `type` leaves nothing at run time; `static` is loaded at once; `lazy` when asked for (import(), new URL). */
  readonly how: "type" | "static" | "lazy";
}

/** What the house's rules need to know of a source file. */
export interface SourceFacts {
  readonly imports: readonly Import[];
  readonly hasDefaultExport: boolean;
  /** Nothing but `export … from`. */
  readonly isBarrel: boolean;
  /** Names that the file uses and does not declare. */
  readonly globals: ReadonlySet<string>;
  readonly usesMathRandom: boolean;
  readonly lines: number;
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** Parses TypeScript, TSX or JavaScript. @throws when it does not parse */
export function sourceFacts(path: string, text: string): SourceFacts {
  const { program, errors } = parseSync(path, text);
  if (errors.length) throw new Error(`could not be parsed: ${errors[0]?.message}`);
  const tree = program as unknown as Node;
  const body = childrenOf(tree, "body");
  const found = new Collector();
  found.visit(tree);
  return {
    imports: found.imports,
    hasDefaultExport: body.some(({ type }) => type === "ExportDefaultDeclaration") || found.exportsDefault,
    isBarrel: body.length > 0 && body.every(isReexport),
    globals: new Set([...found.used].filter((name) => !found.declared.has(name))),
    usesMathRandom: found.usesMathRandom,
    lines: text.split("\n").length - (text.endsWith("\n") ? 1 : 0),
  };
}

function isReexport(node: Node): boolean {
  return node.type === "ExportAllDeclaration" || (node.type === "ExportNamedDeclaration" && isNode(node.source));
}

function childrenOf(node: Node, key: string): readonly Node[] {
  const value = node[key];
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

/** Walks a syntax tree once. */
class Collector {
  readonly imports: Import[] = [];
  readonly declared = new Set<string>();
  readonly used = new Set<string>();
  usesMathRandom = false;
  exportsDefault = false;

  visit(node: Node): void {
    this.#collectImport(node);
    for (const key of bindingKeys[node.type] ?? []) for (const child of childrenOf(node, key)) this.#declare(child);
    if (node.type === "Identifier" && typeof node.name === "string") this.used.add(node.name);
    if (node.type === "MemberExpression" && nameOf(node.object) === "Math" && propertyOf(node) === "random")
      this.usesMathRandom = true;
    if (node.type === "ExportSpecifier" && nameOf(node.exported) === "default") this.exportsDefault = true;
    for (const key of Object.keys(node)) {
      if (!isName(node, key)) for (const child of childrenOf(node, key)) this.visit(child);
    }
  }

  #collectImport(node: Node): void {
    const add = (source: unknown, how: Import["how"]) => {
      for (const specifier of literalsOf(source)) this.imports.push({ specifier, how });
    };
    if (node.type === "ImportDeclaration") add(node.source, isTypeOnly(node) ? "type" : "static");
    if (node.type === "ExportAllDeclaration" || node.type === "ExportNamedDeclaration")
      add(node.source, node.exportKind === "type" ? "type" : "static");
    if (node.type === "TSImportType") add(node.source, "type");
    if (node.type === "ImportExpression") add(node.source, "lazy");
    if (node.type === "TSExternalModuleReference") add(node.expression, "static");
    const [first] = childrenOf(node, "arguments");
    if (node.type === "NewExpression" && nameOf(node.callee) === "URL" && isRelativeFile(first)) add(first, "lazy");
    if (node.type === "CallExpression" && nameOf(node.callee) === "require") add(first, "static");
    if (node.type === "CallExpression" && isNode(node.callee) && propertyOf(node.callee) === "glob")
      add(first, "static");
  }

  /** Takes every name that a pattern binds. */
  #declare(pattern: Node): void {
    if (pattern.type === "Identifier") this.declared.add(String(pattern.name));
    for (const key of ["argument", "left", "elements", "properties", "value", "parameter"])
      for (const child of childrenOf(pattern, key)) if (bindable.has(child.type)) this.#declare(child);
  }
}

const bindable = new Set([
  "Identifier",
  "ObjectPattern",
  "ArrayPattern",
  "AssignmentPattern",
  "RestElement",
  "Property",
  "TSParameterProperty",
]);

const withParams = ["id", "params"];

/** Where a node of a type declares names. */
const bindingKeys: Readonly<Record<string, readonly string[]>> = {
  VariableDeclarator: ["id"],
  FunctionDeclaration: withParams,
  FunctionExpression: withParams,
  ArrowFunctionExpression: withParams,
  TSDeclareFunction: withParams,
  TSEmptyBodyFunctionExpression: withParams,
  TSFunctionType: ["params"],
  TSConstructorType: ["params"],
  TSMethodSignature: ["params"],
  TSCallSignatureDeclaration: ["params"],
  TSIndexSignature: ["parameters"],
  ClassDeclaration: ["id"],
  ClassExpression: ["id"],
  CatchClause: ["param"],
  ImportSpecifier: ["local"],
  ImportDefaultSpecifier: ["local"],
  ImportNamespaceSpecifier: ["local"],
  TSInterfaceDeclaration: ["id"],
  TSTypeAliasDeclaration: ["id"],
  TSEnumDeclaration: ["id"],
  TSModuleDeclaration: ["id"],
  TSTypeParameter: ["name"],
  TSMappedType: ["key"],
};

/** True where an identifier is only a name: of a property, a label, an imported or exported thing. */
function isName(node: Node, key: string): boolean {
  if (key === "key") return node.computed !== true;
  if (key === "property") return node.computed !== true && node.type === "MemberExpression";
  if (key === "imported" || key === "exported" || key === "label" || key === "meta") return true;
  return node.type === "TSQualifiedName" && key === "right";
}

function nameOf(value: unknown): string | null {
  return isNode(value) && value.type === "Identifier" ? String(value.name) : null;
}

function propertyOf(node: Node): string | null {
  const property = node.property;
  if (!isNode(property)) return null;
  return property.type === "Identifier"
    ? String(property.name)
    : typeof property.value === "string"
      ? property.value
      : null;
}

function isTypeOnly(node: Node): boolean {
  const specifiers = childrenOf(node, "specifiers");
  if (node.importKind === "type") return true;
  return specifiers.length > 0 && specifiers.every(({ importKind }) => importKind === "type");
}

// new URL("../sample-data/", …) is an address; new URL("./worker.ts", …) is a module that the build takes in.
function isRelativeFile(value: unknown): boolean {
  return literalsOf(value).some((text) => /^\..*\.\w+$/.test(text));
}

/** A string literal, or those in an array of them. */
function literalsOf(value: unknown): readonly string[] {
  if (!isNode(value)) return [];
  if (value.type === "Literal") return typeof value.value === "string" ? [value.value] : [];
  return childrenOf(value, "elements").flatMap(literalsOf);
}
