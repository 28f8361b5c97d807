import type { Assessment } from "../../domain/assessment";
import { closingOf } from "../../domain/closing";
import type { ContainmentPlan } from "../../domain/containment";
import type { StepReport } from "../../domain/report/report";
import { address, assessed, assessmentOf, samplePolicy } from "../support/sample-report";

const benign = assessmentOf("benign", [assessed("benign")]);
const malicious = assessmentOf("malicious", [assessed("malicious")]);
const gap = {
  question: "VirusTotal about bad.zz",
  failure: { kind: "auth" as const, vendor: "virustotal", message: "answered 401" },
};
const empty: ContainmentPlan = { blocks: [], refused: [] };
const blockOf = (value: string) => ({
  observable: address(value),
  reason: "malicious",
  lifetimeHours: 24,
});
const planned: ContainmentPlan = { blocks: [blockOf("45.83.64.10")], refused: [] };
const step = (what: string, state: StepReport["state"] = "done"): StepReport => ({
  what,
  state,
  detail: "",
});
const done = step("Block 45.83.64[.]10");

const close = (assessment: Assessment, plan = empty, steps: StepReport[] = [], notLookedAt = 0) =>
  closingOf({ assessment, plan, steps, policy: samplePolicy, notLookedAt });

describe("closingOf()", () => {
  it("closes what is benign, as the policy classifies it", () => {
    expect(close(benign)).toEqual(samplePolicy.close.whenBenign);
  });

  it("closes what was contained, as the policy classifies it", () => {
    expect(close(malicious, planned, [step("Ticket", "failed"), done])).toEqual(
      samplePolicy.close.whenContained,
    );
  });

  it.each<[string, ReturnType<typeof close>]>([
    ["a source is missing", close({ ...benign, gaps: [gap] })],
    [
      "a source is missing for what was contained",
      close({ ...malicious, gaps: [gap] }, planned, [done]),
    ],
    ["something was left out for a limit", close(benign, empty, [], 1)],
    ["nothing is known", close(assessmentOf("unknown", []))],
    ["nothing was planned", close(malicious)],
    ["a block failed", close(malicious, planned, [step("Block 45.83.64[.]10", "failed")])],
    [
      "a block may have happened",
      close(malicious, planned, [step("Block 45.83.64[.]10", "maybe")]),
    ],
    ["a block has no step", close(malicious, planned, [])],
    [
      "another address was blocked",
      close(malicious, planned, [step("Block 145.83.64[.]10"), step("Block 45.83.64[.]101")]),
    ],
    [
      "one of two was blocked",
      close(malicious, { ...planned, blocks: [...planned.blocks, blockOf("45.83.64.11")] }, [done]),
    ],
    [
      "something bad was refused",
      close(malicious, { ...planned, refused: [{ observable: address("9.9.9.9"), reason: "x" }] }, [
        done,
      ]),
    ],
  ])("leaves it to a person when %s", (_when, closing) => {
    expect(closing).toBeNull();
  });

  it("leaves everything open when the policy closes nothing", () => {
    const policy = { ...samplePolicy, close: { whenContained: null, whenBenign: null } };

    expect(closingOf({ assessment: benign, plan: empty, steps: [], policy })).toBeNull();
    expect(closingOf({ assessment: malicious, plan: planned, steps: [done], policy })).toBeNull();
  });
});
