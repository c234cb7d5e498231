import type * as acorn from "acorn";
import { ancestor } from "acorn-walk";

type Node = acorn.Node;
type Scope = Set<string>;

/** The names that a program reads or writes and nowhere declares, in the order in which they first appear. */
export function freeNames(program: acorn.Program): readonly string[] {
  const scopes = declarations(program);
  const free = new Set<string>();
  const visit = ({ name }: { readonly name: string }, _: unknown, ancestors: readonly Node[]) => {
    if (!ancestors.some((node) => scopes.get(node)?.has(name))) free.add(name);
  };
  ancestor(program, { Identifier: visit, VariablePattern: visit } as Parameters<typeof ancestor>[1]);
  return [...free];
}

/** Which names each block, function and class brings. */
function declarations(program: acorn.Program): ReadonlyMap<Node, Scope> {
  const scopes = new Map<Node, Scope>();
  const declare = (scope: Node, names: readonly string[]) => {
    const known = scopes.get(scope) ?? new Set();
    for (const name of names) known.add(name);
    scopes.set(scope, known);
  };
  ancestor(program, {
    VariableDeclaration(node, _, ancestors) {
      const scope = nearest(ancestors, node.kind === "var" ? isFunction : isBlock);
      for (const { id } of node.declarations) declare(scope, namesIn(id));
    },
    Function(node, _, ancestors) {
      declare(node, node.params.flatMap(namesIn));
      if (!isArrow(node)) declare(node, ["arguments"]);
      if (node.id) declare(node.type === "FunctionDeclaration" ? nearest(ancestors, isBlock) : node, [node.id.name]);
    },
    Class(node, _, ancestors) {
      if (node.id) declare(node.type === "ClassDeclaration" ? nearest(ancestors, isBlock) : node, [node.id.name]);
    },
    CatchClause(node) {
      if (node.param) declare(node, namesIn(node.param));
    },
  });
  return scopes;
}

/** The innermost of the nodes around the last one that fits; a program always does. */
function nearest(ancestors: readonly Node[], fits: (node: Node) => boolean): Node {
  return ancestors.slice(0, -1).findLast(fits) ?? (ancestors[0] as Node);
}

function isFunction({ type }: Node): boolean {
  return /Function/.test(type) || type === "Program" || type === "StaticBlock";
}

function isBlock(node: Node): boolean {
  return isFunction(node) || /^(BlockStatement|For\w*Statement|SwitchStatement)$/.test(node.type);
}

function isArrow({ type }: Node): boolean {
  return type === "ArrowFunctionExpression";
}

/** The names that a pattern binds: `{ a, b: [c], ...d }`. */
function namesIn(pattern: acorn.Pattern): readonly string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((part) => namesIn(part.type === "Property" ? part.value : part.argument));
    case "ArrayPattern":
      return pattern.elements.flatMap((part) => (part ? namesIn(part) : []));
    case "AssignmentPattern":
      return namesIn(pattern.left);
    case "RestElement":
      return namesIn(pattern.argument);
    default:
      return [];
  }
}
