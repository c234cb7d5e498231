import { expect, test } from "vitest";
import { Echoes } from "../../src/widgets/echoes.ts";

test("what was typed is known again when it comes back, also late and with some left out", () => {
  const echoes = new Echoes();
  for (const value of ["s", "se", "sel", "sele"]) echoes.sent(value);
  expect(echoes.returned("s")).toBe(true);
  expect(echoes.returned("sel")).toBe(true);
  expect(echoes.returned("se")).toBe(false);
  expect(echoes.returned("sele")).toBe(true);
});

test("a change from outside is none of them, and what was typed before it still is", () => {
  const echoes = new Echoes();
  echoes.sent("a");
  echoes.sent("ab");
  expect(echoes.returned("from outside")).toBe(false);
  expect(echoes.returned("ab")).toBe(true);
  expect(echoes.returned("ab")).toBe(false);
});

test("the same text typed twice comes back once for both", () => {
  const echoes = new Echoes();
  for (const value of ["a", "ab", "a"]) echoes.sent(value);
  expect(echoes.returned("a")).toBe(true);
  expect(echoes.returned("ab")).toBe(false);
});
