import { memoryChecks } from "../../../bench/soak/memory";
import { growthOf } from "../../../bench/soak/trend";

const use = (heap: number) => ({ heap, rss: 100 });

it("takes the growth over the last half only", () => {
  expect(growthOf([0, 50, 100, 100, 100, 100])).toBe(0);
  expect(growthOf([7, 7, 7, 1, 2, 3])).toBeCloseTo(2);
});

it("says nothing of a run that is too short", () => {
  expect(memoryChecks([use(1), use(2), use(3)])).toEqual([]);
});

it("finds a heap that grows by a fiftieth each hour", () => {
  const samples = Array.from({ length: 24 }, (_, hour) => use(1000 + hour * 20));

  expect(memoryChecks(samples).map(({ isMet }) => isMet)).toEqual([false, true]);
});
