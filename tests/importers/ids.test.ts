import { expect, test } from "vitest";
import { bytesToHex, digestId, hexId, isBlankId, isHexId } from "../../src/importers/spans/ids.ts";

test.each([
  ["0af7651916cd43dd8448eb211c80319c", 32, "0af7651916cd43dd8448eb211c80319c"],
  ["0AF7651916CD43DD8448EB211C80319C", 32, "0af7651916cd43dd8448eb211c80319c"],
  ["0x0AF7651916CD43DD8448EB211C80319C", 32, "0af7651916cd43dd8448eb211c80319c"],
  ["CvdlGRbNQ92ESOshHIAxnA==", 32, "0af7651916cd43dd8448eb211c80319c"],
  ["t61rcWkgMzE=", 16, "b7ad6b7169203331"],
  ["b7ad6b71", 16, "b7ad6b71"],
  ["Trace_001", 32, "Trace_001"],
  ["", 16, ""],
])("the id %j of %d digits is %j", (written, digits, id) => {
  expect(hexId(written, digits)).toBe(id);
});

test("sixteen digits that could be base64 are hexadecimal", () => {
  expect(hexId("deadbeefdeadbeef", 16)).toBe("deadbeefdeadbeef");
});

test("nothing and zeros are no id", () => {
  expect(["", "0", "0000000000000000", "0000000000000001"].map(isBlankId)).toEqual([true, true, true, false]);
});

test("an id is well formed at its length in lower case", () => {
  expect([isHexId("00ff", 4), isHexId("00FF", 4), isHexId("00f", 4)]).toEqual([true, false, false]);
});

test("bytes become two digits each", () => {
  expect(bytesToHex(new Uint8Array([0, 15, 255]))).toBe("000fff");
});

test("ids made from content are the same for the same and differ for others", () => {
  const ids = Array.from({ length: 10_000 }, (_, place) => digestId(`span ${place}`, 16));
  expect(new Set(ids).size).toBe(10_000);
  expect(digestId("span 1", 16)).toBe(ids[1]);
  expect(ids.every((id) => isHexId(id, 16))).toBe(true);
});
