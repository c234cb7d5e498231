/** A cell as the graph sees it. Names are compared as the engine does: without regard to case. */
export interface GraphNode {
  readonly id: string;
  readonly name: string;
  readonly reads: readonly string[];
}

export interface Graph {
  /** Every cell once, what is read before what reads it, otherwise in the order of the notebook. */
  readonly order: readonly string[];
  /** The cells that read a cell's table, directly. */
  readonly dependents: ReadonlyMap<string, readonly string[]>;
  /** The cells whose tables a cell reads, directly. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  /** Cells that cannot run, with the reason. */
  readonly problems: ReadonlyMap<string, string>;
}

/** Builds the graph in the given order of cells. `taken` are names that belong to the store. */
export function buildGraph(nodes: readonly GraphNode[], taken: ReadonlySet<string>): Graph {
  const problems = new Map<string, string>();
  const owners = new Map<string, string>();
  for (const { id, name } of nodes) {
    const key = name.toLowerCase();
    if (!key) continue;
    if (taken.has(key))
      problems.set(id, `the name "${name}" belongs to an imported table; give this cell another name`);
    else if (owners.has(key))
      problems.set(id, `another cell is already named "${name}"; give one of them another name`);
    else owners.set(key, id);
  }
  const dependencies = new Map(nodes.map((node) => [node.id, dependenciesOf(node, owners)]));
  const order = sort(nodes, dependencies, problems);
  return { order, dependencies, dependents: reverse(dependencies), problems };
}

function dependenciesOf(node: GraphNode, owners: ReadonlyMap<string, string>): string[] {
  const ids = node.reads.map((name) => owners.get(name.toLowerCase())).filter((id) => id !== undefined);
  return [...new Set(ids)];
}

function reverse(dependencies: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const dependents = new Map<string, string[]>();
  for (const [id, reads] of dependencies)
    for (const read of reads) dependents.set(read, [...(dependents.get(read) ?? []), id]);
  return dependents;
}

/** Depth-first; a cell met again on its own path closes a cycle, and every cell of the cycle is told. */
function sort(
  nodes: readonly GraphNode[],
  dependencies: ReadonlyMap<string, readonly string[]>,
  problems: Map<string, string>,
): string[] {
  const names = new Map(nodes.map((node) => [node.id, node.name]));
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (id: string) => {
    if (done.has(id)) return;
    if (path.includes(id)) return tellCycle(path.slice(path.indexOf(id)));
    path.push(id);
    for (const dependency of dependencies.get(id) ?? []) visit(dependency);
    path.pop();
    done.add(id);
  };
  const tellCycle = (cycle: readonly string[]) => {
    const text = [...cycle, cycle[0]].map((id) => names.get(id as string)).join(" → ");
    const reason = cycle.length === 1 ? "the cell reads its own table" : `cells read each other in a circle: ${text}`;
    for (const id of cycle) problems.set(id, reason);
  };
  for (const { id } of nodes) visit(id);
  return [...done];
}

/** Everything downstream of the given cells, the cells themselves left out unless they are downstream of another. */
export function downstream(graph: Graph, ids: Iterable<string>): ReadonlySet<string> {
  return closure(graph.dependents, ids);
}

export function upstream(graph: Graph, ids: Iterable<string>): ReadonlySet<string> {
  return closure(graph.dependencies, ids);
}

function closure(edges: ReadonlyMap<string, readonly string[]>, ids: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  const pending = [...ids];
  for (let id = pending.pop(); id !== undefined; id = pending.pop())
    for (const next of edges.get(id) ?? [])
      if (!found.has(next)) {
        found.add(next);
        pending.push(next);
      }
  return found;
}
