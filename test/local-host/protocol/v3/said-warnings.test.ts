import type { RuleNote } from "../../../../local-host/rules";
import { createSaidWarnings } from "../../../../local-host/protocol/v3/said-warnings";

const note = (sentence: string): RuleNote => ({ rule: "stuck", sentence });
const [a, b, c] = [note("a"), note("b"), note("c")];

describe("warnings", () => {
  it("are given once by each execution", () => {
    const said = createSaidWarnings();

    expect(said.onlyNew("e1", [a, b])).toEqual([a, b]);
    expect(said.onlyNew("e1", [b, c])).toEqual([c]);
    expect(said.onlyNew("e2", [b])).toEqual([b]);
  });

  it("are forgotten with the execution, and with the oldest ones beyond the limit", () => {
    const said = createSaidWarnings(2);
    said.onlyNew("e1", [a]);
    said.forget("e1");
    expect(said.onlyNew("e1", [a])).toEqual([a]);

    said.onlyNew("e2", [a]);
    said.onlyNew("e3", [a]);

    expect(said.onlyNew("e3", [a])).toEqual([]);
    expect(said.onlyNew("e1", [a])).toEqual([a]);
  });
});
