import { runInNewContext } from "node:vm";
import { errorOf } from "../../../local-host/worker/error-of";

const cycle: Record<string, unknown> = {};
cycle["itself"] = cycle;

describe("errorOf()", () => {
  it("keeps an error, also one of another realm", () => {
    const [own, foreign] = [new TypeError("a"), runInNewContext("new Error('b')") as Error];

    expect(errorOf(own)).toBe(own);
    expect(errorOf(foreign)).toBe(foreign);
  });

  it.each([
    ["text", "text"],
    [undefined, "Unknown error"],
    [null, "Unknown error"],
    [42, "42"],
    [{ code: 1 }, '{"code":1}'],
    [() => 1, "Unknown error"],
    [10n, "Unknown error"],
    [cycle, "Unknown error"],
  ])("makes an error of a thrown %p", (thrown, message) => {
    expect(errorOf(thrown)).toMatchObject({ name: "Error", message });
  });
});
