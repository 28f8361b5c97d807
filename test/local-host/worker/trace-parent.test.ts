import { newTraceParent } from "../../../local-host/worker/trace-parent";

describe("newTraceParent()", () => {
  it("has the form of the W3C, and is another one each time", () => {
    const made = Array.from({ length: 1000 }, newTraceParent);

    for (const one of made) expect(one).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    expect(new Set(made.map((one) => one.slice(3, 35))).size).toBe(1000);
  });
});
