import type { Assessment } from "../../domain/assessment";
import { closingOf } from "../../domain/closing";
import type { ContainmentPlan } from "../../domain/containment";
import type { StepReport } from "../../domain/report/report";
import { assessed, assessmentOf, planned, samplePolicy } from "../support/sample-report";

const benign = assessmentOf("benign", [assessed("benign")]);
const malicious = assessmentOf("malicious", [assessed("malicious")]);
const gap = {
  question: "VirusTotal about bad.zz",
  failure: { kind: "auth" as const, vendor: "virustotal", message: "answered 401" },
};
const empty: ContainmentPlan = { items: [], refused: [] };
const blocked: ContainmentPlan = { items: [planned("45.83.64.10")], refused: [] };
const step = (about: string, state: StepReport["state"] = "done"): StepReport => ({
  what: "Block",
  state,
  detail: "",
  about,
});
const done = step("feed-block:address:45.83.64.10");

const close = (assessment: Assessment, plan = empty, steps: StepReport[] = [], notLookedAt = 0) =>
  closingOf({ assessment, plan, steps, policy: samplePolicy, notLookedAt });

describe("closingOf()", () => {
  it("closes what is benign, as the policy classifies it", () => {
    expect(close(benign)).toEqual(samplePolicy.close.whenBenign);
  });

  it("closes what was contained, as the policy classifies it", () => {
    expect(close(malicious, blocked, [step("ticket", "failed"), done])).toEqual(
      samplePolicy.close.whenContained,
    );
  });

  it.each<[string, ReturnType<typeof close>]>([
    ["a source is missing", close({ ...benign, gaps: [gap] })],
    [
      "a source is missing for what was contained",
      close({ ...malicious, gaps: [gap] }, blocked, [done]),
    ],
    ["something was left out for a limit", close(benign, empty, [], 1)],
    ["nothing is known", close(assessmentOf("unknown", []))],
    ["nothing was planned", close(malicious)],
    [
      "a block failed",
      close(malicious, blocked, [step("feed-block:address:45.83.64.10", "failed")]),
    ],
    [
      "a block may have happened",
      close(malicious, blocked, [step("feed-block:address:45.83.64.10", "maybe")]),
    ],
    ["a block has no step", close(malicious, blocked, [])],
    [
      "another address was blocked",
      close(malicious, blocked, [
        step("feed-block:address:145.83.64.10"),
        step("feed-block:address:45.83.64.101"),
      ]),
    ],
    [
      "one of two was blocked",
      close(malicious, { ...blocked, items: [...blocked.items, planned("45.83.64.11")] }, [done]),
    ],
    [
      "something bad was refused",
      close(
        malicious,
        {
          ...blocked,
          refused: [{ kind: "feed-block", label: "9.9.9.9", reason: "x", needsHuman: false }],
        },
        [done],
      ),
    ],
    [
      "something bad was neither planned nor refused",
      close(
        assessmentOf("malicious", [
          assessed("malicious"),
          assessed("suspicious", { kind: "hash", value: "d41d8cd98f00b204e9800998ecf8427e" }),
        ]),
        blocked,
        [done],
      ),
    ],
    [
      "a bad account was neither planned nor refused",
      close(
        {
          ...malicious,
          subjects: [
            {
              key: "account:alex",
              label: "alex",
              verdict: "malicious",
              score: 90,
              confidence: 1,
              reasons: [],
              claims: [],
            },
          ],
        },
        blocked,
        [done],
      ),
    ],
  ])("leaves it to a person when %s", (_when, closing) => {
    expect(closing).toBeNull();
  });

  it("leaves everything open when the policy closes nothing", () => {
    const policy = {
      ...samplePolicy,
      close: { whenContained: null, whenBenign: null, inDefender: false },
    };

    expect(closingOf({ assessment: benign, plan: empty, steps: [], policy })).toBeNull();
    expect(closingOf({ assessment: malicious, plan: blocked, steps: [done], policy })).toBeNull();
  });
});
