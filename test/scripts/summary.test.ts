import type { Ending } from "../../scripts/follow/follow";
import { isAnswered, summaryOf } from "../../scripts/follow/summary";

const answered = (more: object = {}): Ending => ({
  status: "Completed",
  seconds: 1.44,
  result: {
    outcome: "answered",
    incidentNumber: 7,
    verdict: "malicious",
    ticket: "INC0010001",
    contained: ["Block 45.83.64.10"],
    isClosed: false,
    notDone: [],
    ...more,
  },
});

describe("summaryOf()", () => {
  it("says what it is and what was done", () => {
    expect(summaryOf(answered())).toEqual([
      "Incident 7 answered in 1.4 s: malicious",
      "  ticket    INC0010001",
      "  contained Block 45.83.64[.]10",
      "  state     open, for a person to decide",
    ]);
  });

  it("says what a person has to check, as text that moves no cursor", () => {
    const ending = answered({ notDone: ["Ticket: \u001B[2Janswered 401"] });

    expect(summaryOf(ending)).toContain("  to check  Ticket: ·[2Janswered 401");
  });

  it("says why there was nothing to answer", () => {
    const result = { outcome: "not-answered", reason: "It is closed already" } as const;

    expect(summaryOf({ status: "Completed", seconds: 1, result })).toEqual([
      "Not answered: It is closed already",
    ]);
  });

  it("says how a run ended that did not complete", () => {
    expect(summaryOf({ status: "Failed", seconds: 2, problem: "no such step" })).toEqual([
      "Failed after 2.0 s: no such step",
    ]);
  });
});

describe("isAnswered()", () => {
  it.each([
    ["an answered incident", answered(), true],
    ["one with a step that was not done", answered({ notDone: ["Ticket: no"] }), false],
    ["a run that failed", { status: "Failed", seconds: 1 }, false],
  ])("of %s is right", (_what, ending, expected) => {
    expect(isAnswered(ending)).toBe(expected);
  });
});
