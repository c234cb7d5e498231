import { type Detection, type Detector, detect } from "./detection.ts";

export const addressTypes = [
  "instruction",
  "asks for a score",
  "speaks to the judge",
  "role mark",
  "verdict",
  "hidden text",
] as const;

export type AddressType = (typeof addressTypes)[number];

/**
 * Places where a text that is to be judged seems to speak to its judge: takes instructions back, asks for a score, poses
 * as another role, brings its own verdict, or hides text. Finds are hints for a reader; a clever text may avoid them.
 */
export function findAddressed(text: string): readonly Detection<AddressType>[] {
  return detect(text, detectors);
}

const judges = "(?:judge|grader|evaluator|rater|assessor|scorer|grading model|evaluation model)";
const rules = "(?:instruction|prompt|rule|guideline|rubric|criteri(?:a|on)|direction|message)s?";

const detectors: readonly Detector<AddressType>[] = [
  {
    type: "instruction",
    pattern: new RegExp(
      `\\b(?:ignore|disregard|forget|override|bypass)\\b[^.\\n]{0,40}\\b(?:previous|prior|above|earlier|all|any|your|the)\\b[^.\\n]{0,30}\\b${rules}\\b`,
      "gi",
    ),
  },
  { type: "instruction", pattern: /\b(?:new|updated|real|actual) (?:system )?(?:instructions?|prompt)\s{0,2}:/gi },
  { type: "instruction", pattern: /\byou (?:are now|must now|will now|have to now)\b/gi },
  {
    type: "asks for a score",
    pattern:
      /\b(?:give|assign|rate|score|grade|award|mark|return|output|respond with|answer with)\b[^.\n]{0,60}?\b(?:(?:score|rating|grade|mark|verdict)s? (?:of |is |as |= ?)?(?:a |the )?(?:\d|full|max|top|perfect|high)|\d{1,3} ?(?:\/|out of) ?\d{1,3}\b|(?:full|maximum|highest|perfect|top) (?:score|rating|grade|mark)s?)/gi,
  },
  {
    type: "asks for a score",
    pattern:
      /\b(?:this|the) (?:answer|response|output) (?:deserves|must (?:get|receive)|should (?:get|receive|be (?:given|rated|scored)))\b/gi,
  },
  {
    type: "speaks to the judge",
    pattern: new RegExp(
      `\\b(?:dear|hello|hi|hey|attention|note (?:to|for)|message (?:to|for))[ ,:]{1,3}(?:the |our |any )?${judges}\\b`,
      "gi",
    ),
  },
  {
    type: "speaks to the judge",
    pattern: new RegExp(`\\b(?:as (?:the|a|an)|you are (?:the|a|an)) ${judges}\\b`, "gi"),
  },
  { type: "role mark", pattern: /<\|[a-z_]{2,30}\|>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:system|assistant|instructions?)>/gi },
  { type: "role mark", pattern: /^#{1,4} ?(?:system|instruction|new task)s?\b:?/gim },
  { type: "role mark", pattern: /<\/?data\b[^>\n]{0,80}>|\bend of (?:the )?data\b/gi },
  { type: "verdict", pattern: /"(?:score|rating|grade|verdict|winner)"\s{0,3}:\s{0,3}(?:\d|")/gi },
  // Letters that are drawn as nothing: tags, and runs of zero-width and direction-changing marks.
  { type: "hidden text", pattern: /[\u{E0000}-\u{E007F}]+|[\u200B\u2060\uFEFF\u202A-\u202E\u2066-\u2069]{2,}/gu },
];
