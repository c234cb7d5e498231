import { counted, groupDigits } from "../../widgets/format.ts";
import type { Live } from "../cell-kind.tsx";
import { shippedRubrics } from "../shipped-rubrics.ts";
import type { JudgeSpec } from "./definition.ts";
import { JudgeChoice, type SetSource } from "./judge-choice.tsx";
import type { JudgeResult } from "./result.ts";
import { drawnWords, rowNoun } from "./words.ts";

interface FactsProps {
  readonly spec: JudgeSpec;
  readonly result: JudgeResult;
  readonly live: Live | null;
  readonly set: SetSource | null;
}

/** Which rows, by which rubric, by which model: the three things that make a judgement. */
export function Facts({ spec, result, live, set }: FactsProps) {
  const { rubric, selection, items } = result;
  const rows = selection.strata.reduce((sum, stratum) => sum + stratum.rows, 0);
  const noun = rowNoun(selection.from);
  return (
    <dl className="judge-facts">
      <div>
        <dt>Rows</dt>
        <dd className="judge-fact">
          {groupDigits(items.length)} of {groupDigits(rows)} {noun}
        </dd>
        <dd>
          {drawnWords(selection, items.length)}
          {selection.without > 0 && `; ${groupDigits(selection.without)} more lack a text that the rubric needs`}
        </dd>
      </div>
      <div>
        <dt>Rubric</dt>
        <dd className="judge-fact">
          {rubric.name} {rubric.version}
        </dd>
        <dd>{dimensionWords(result)}</dd>
        <dd className="soft">{rubric.change}</dd>
        {live && <SaveRubric spec={spec} result={result} live={live} />}
      </div>
      <div>
        <dt>Judge</dt>
        {live && set ? (
          <JudgeChoice spec={spec} live={live} set={set} />
        ) : (
          <dd className="judge-fact">{judgeWords(result)}</dd>
        )}
        <dd>
          {spec.temperature === null ? "the model's own temperature" : `temperature ${spec.temperature}`}, seed{" "}
          {spec.seed}, {spec.repeats === 1 ? "each row once" : `each row ${counted(spec.repeats, "time")}`}
          {selection.targetType === "pair" && spec.swap && ", in both orders"}
        </dd>
      </div>
    </dl>
  );
}

/** A shipped rubric as a file, to be changed. */
function SaveRubric({
  spec,
  result,
  live,
}: {
  readonly spec: JudgeSpec;
  readonly result: JudgeResult;
  readonly live: Live;
}) {
  const text = Object.hasOwn(shippedRubrics, spec.rubric) ? shippedRubrics[spec.rubric] : undefined;
  if (text === undefined) return null;
  const save = () => live.saveFile(`${result.rubric.name}.yaml`, new TextEncoder().encode(text), "application/yaml");
  return (
    <dd>
      <button
        type="button"
        className="link"
        title="Keep it beside the notebook and name it: rubric: answer-quality.yaml"
        onClick={() => void save()}
      >
        Save as a file, to change it
      </button>
    </dd>
  );
}

function judgeWords({ model, endpoint }: JudgeResult): string {
  if (!model) return "no model chosen";
  return endpoint ? `${model} at ${endpoint}` : model;
}

function dimensionWords({ rubric }: JudgeResult): string {
  const scales = [...new Set(rubric.dimensions.map(({ scale }) => scale))];
  const names = rubric.dimensions.map(({ name, scale }) => (scales.length > 1 ? `${name} (${scale})` : name));
  return scales.length > 1 ? names.join(", ") : `${names.join(", ")}: ${scales[0]}`;
}
