/** A cell as the graph sees it. Names are compared as the engine does: without regard to case. */
export interface GraphNode {
  readonly id: string;
  readonly name: string;
  readonly reads: readonly string[];
  /** Further names under which it gives something: the `range_from` of an input `range`. A cell of that name goes first. */
  readonly gives?: readonly string[];
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
  for (const { id, gives = [] } of nodes)
    for (const name of gives) if (!owners.has(name.toLowerCase())) owners.set(name.toLowerCase(), id);
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

/**
 * Tarjan's strongly connected components, without recursion: what is read comes out before what reads it, and every
 * cell of a circle is told of it.
 */
function sort(
  nodes: readonly GraphNode[],
  dependencies: ReadonlyMap<string, readonly string[]>,
  problems: Map<string, string>,
): string[] {
  const names = new Map(nodes.map((node) => [node.id, node.name]));
  const order: string[] = [];
  for (const component of components([...names.keys()], dependencies)) {
    order.push(...component);
    const circle = circleIn(component, dependencies);
    if (!circle) continue;
    const text = [...circle, circle[0]].map((id) => names.get(id as string)).join(" → ");
    const reason = circle.length === 1 ? "the cell reads its own table" : `cells read each other in a circle: ${text}`;
    for (const id of component) problems.set(id, reason);
  }
  return order;
}

function components(ids: readonly string[], edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open = new Set<string>();
  const stack: string[] = [];
  const found: string[][] = [];
  const lower = (id: string, to: number | undefined) => low.set(id, Math.min(low.get(id) ?? 0, to ?? 0));
  const enter = (id: string) => {
    index.set(id, index.size);
    low.set(id, index.size - 1);
    open.add(id);
    stack.push(id);
    return { id, next: 0 };
  };
  const close = (id: string) => {
    if (low.get(id) !== index.get(id)) return;
    const component = stack.splice(stack.lastIndexOf(id));
    for (const member of component) open.delete(member);
    found.push(component);
  };
  for (const start of ids) {
    const path = index.has(start) ? [] : [enter(start)];
    for (let frame = path.at(-1); frame; frame = path.at(-1)) {
      const next = edges.get(frame.id)?.[frame.next++];
      if (next === undefined) {
        path.pop();
        close(frame.id);
        const above = path.at(-1);
        if (above) lower(above.id, low.get(frame.id));
      } else if (!index.has(next)) path.push(enter(next));
      else if (open.has(next)) lower(frame.id, index.get(next));
    }
  }
  return found;
}

/** One way round in a component; null when it has none. */
function circleIn(
  component: readonly string[],
  edges: ReadonlyMap<string, readonly string[]>,
): readonly string[] | null {
  const members = new Set(component);
  const path: string[] = [];
  let id = component[0];
  while (id !== undefined && !path.includes(id)) {
    path.push(id);
    id = edges.get(id)?.find((next) => members.has(next));
  }
  return id === undefined ? null : path.slice(path.indexOf(id));
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
