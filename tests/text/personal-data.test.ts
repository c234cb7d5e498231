import { describe, expect, test } from "vitest";
import { findPersonalData } from "../../src/text/personal-data.ts";
import { Redactor } from "../../src/text/redact.ts";

const found = (text: string) => findPersonalData(text).map(({ type, start, end }) => [type, text.slice(start, end)]);

describe("personal data in a text", () => {
  test.each([
    ["write to anna.meier+x@example.co.uk.", "e-mail", "anna.meier+x@example.co.uk"],
    ["call +49 30 1234 5678 today", "phone", "+49 30 1234 5678"],
    ["call (212) 555-0142 today", "phone", "(212) 555-0142"],
    ["Tel. 030 / 12345", null, null],
    ["Tel. 030 1234 5678", "phone", "030 1234 5678"],
    ["card 4111 1111 1111 1111 ok", "card", "4111 1111 1111 1111"],
    ["card 4111 1111 1111 1112 ok", null, null],
    ["pay to DE89 3704 0044 0532 0130 00 now", "IBAN", "DE89 3704 0044 0532 0130 00"],
    ["pay to DE89 3704 0044 0532 0130 01 now", null, null],
    ["from 203.0.113.7:8080", "IP address", "203.0.113.7"],
    ["from 2001:db8::8a2e:370:7334 on", "IP address", "2001:db8::8a2e:370:7334"],
    ["key sk-proj-abcdefghij0123456789 here", "key", "sk-proj-abcdefghij0123456789"],
    ['{"api_key": "x9d8f7a6s5d4"}', "key", "x9d8f7a6s5d4"],
    ["Authorization: Bearer abcdef0123456789abcdef", "key", "abcdef0123456789abcdef"],
  ])("%s", (text, type, value) => {
    expect(found(text)).toEqual(type ? [[type, value]] : []);
  });

  test.each([
    "on 2026-04-01 at 12:30:45, version 1.2.3, cost 1,234.56",
    "trace 4bf92f3577b34da6a3ce929d0e0e4736, 1712345678901234567 ns, n = 12345678",
    "http://127.0.0.1:4318/v1/traces and std::vector::size",
    "tokens: 12345678, max_tokens = 1000, password required",
  ])("is not in: %s", (text) => {
    expect(found(text)).toEqual([]);
  });

  test.each(["a", "1 ", "a@", "1:", "AA11 ", "+1 "])(
    "is looked for in 100,000 characters of %j without an end",
    (part) => {
      expect(findPersonalData(part.repeat(100_000 / part.length)).every(({ start, end }) => end > start)).toBe(true);
    },
  );
});

describe("redaction", () => {
  test("puts a typed mark in each place, the same for the same value across texts that belong together", () => {
    const redactor = new Redactor(["e-mail", "phone"]);
    expect(redactor.redact("a@b.de wrote to c@d.de, then a@b.de")).toBe(
      "[e-mail 1] wrote to [e-mail 2], then [e-mail 1]",
    );
    expect(redactor.redact("c@d.de, 203.0.113.7")).toBe("[e-mail 2], 203.0.113.7");
    expect(redactor.counts).toEqual({ "e-mail": 4 });
  });
});
