import { bindYaml } from "./bound-yaml.ts";
import type { CellLogic, Inputs } from "./cell.ts";

/**
 * A cell's source as its kind understands it, with the values of the inputs that it uses. A specification that keeps
 * its text (`source`) keeps it as written, because views rewrite it.
 * @throws CellError
 */
export function boundSpec<Spec>(kind: Pick<CellLogic<Spec, unknown>, "parse">, source: string, inputs: Inputs): Spec {
  const bound = bindYaml(source, inputs);
  const spec = kind.parse(bound);
  const keepsText = bound !== source && typeof spec === "object" && spec !== null && "source" in spec;
  return keepsText && spec.source === bound ? { ...spec, source } : spec;
}
