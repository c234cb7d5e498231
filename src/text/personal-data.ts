import { type Detection, type Detector, detect } from "./detection.ts";

export const personalTypes = ["e-mail", "phone", "card", "IBAN", "IP address", "key"] as const;

export type PersonalType = (typeof personalTypes)[number];

/**
 * Personal data and secrets in a text: e-mail addresses, phone numbers, payment cards (Luhn), IBANs (mod 97), IP
 * addresses, keys and tokens. Every pattern is bounded, so that time grows with the length of the text alone.
 */
export function findPersonalData(text: string): readonly Detection<PersonalType>[] {
  return detect(text, detectors);
}

const detectors: readonly Detector<PersonalType>[] = [
  {
    type: "key",
    pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,10000}?-----END [A-Z ]{0,30}PRIVATE KEY-----/g,
  },
  { type: "key", pattern: /(?<![\w-])sk-[A-Za-z0-9_-]{16,250}/g },
  { type: "key", pattern: /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{30,250}|github_pat_\w{30,250}|glpat-[\w-]{18,100})/g },
  { type: "key", pattern: /(?<!\w)(?:AKIA|ASIA)[0-9A-Z]{16}(?!\w)/g },
  {
    type: "key",
    pattern: /(?<!\w)(?:AIza[\w-]{35}|hf_[A-Za-z0-9]{30,60}|xox[abeoprs]-[\w-]{10,250}|npm_[A-Za-z0-9]{36})/g,
  },
  { type: "key", pattern: /(?<!\w)eyJ[\w-]{8,2000}\.[\w-]{8,4000}\.[\w-]{8,1000}/g },
  { type: "key", pattern: /(?<!\w)bearer\s{1,3}(?<value>[\w.~+/=-]{16,2000})/gi, part: "value" },
  {
    type: "key",
    pattern:
      /(?<![a-z])(?:api[_-]?key|secret|access[_-]?key|auth[_-]?token|token|password|passwd)["']?\s{0,3}[:=]\s{0,3}["']?(?<value>[^\s"',;<>(){}]{8,250})/gi,
    part: "value",
    check: (value) => /\d/.test(value) && /[a-z]/i.test(value),
  },
  {
    type: "e-mail",
    pattern: /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu,
  },
  {
    type: "IBAN",
    pattern: /(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?!\w)/g,
    check: isIban,
  },
  { type: "card", pattern: /(?<![\w.]|\d )[2-6]\d{3}(?:[ -]?\d){8,15}(?![\w-])/g, check: isCard },
  {
    type: "IP address",
    pattern: /(?<![\w.:])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\w|\.\d)/g,
    check: (found) => !/^(127\.|0\.0\.0\.0$|255\.255\.)/.test(found),
  },
  { type: "IP address", pattern: /(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])/gi },
  {
    type: "IP address",
    pattern: /(?<![\w:])(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}(?![\w:])/gi,
    check: (found) => /\d/.test(found) && found.split(":").filter(Boolean).length >= 3,
  },
  {
    type: "phone",
    pattern: /(?<![\w+])\+\d{1,3}[ .\-/]?(?:\(0?\d{1,4}\)[ .\-/]?)?\d(?:[ .\-/]?\d){5,12}(?!\d)/g,
    check: (found) => digitsOf(found).length >= 8,
  },
  { type: "phone", pattern: /(?<![\w.-])(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.\- ])\d{3}[.\- ]\d{4}(?![\w-]|\.\d)/g },
  {
    type: "phone",
    pattern: /(?<![\w.,-])\(?0\d{1,4}\)?[ /-]\d{2,4}(?:[ -]?\d{2,4}){1,3}(?![\w-]|\.\d)/g,
    check: (found) => digitsOf(found).length >= 8 && digitsOf(found).length <= 12,
  },
];

function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}

/** Luhn's check digit. */
function isCard(text: string): boolean {
  const digits = digitsOf(text);
  if (digits.length < 13 || digits.length > 19 || /^(\d)\1*$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const doubled = Number(digit) * (place % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** ISO 13616: the number with its head behind it, letters as 10 to 35, leaves 1 when divided by 97. */
function isIban(text: string): boolean {
  const bare = text.replace(/ /g, "");
  if (bare.length < 15 || bare.length > 34) return false;
  const moved = bare.slice(4) + bare.slice(0, 4);
  let rest = 0;
  for (const character of moved) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
