import * as fc from "fast-check";
import { type Answer, assess } from "../../domain/assess";
import type { Gap } from "../../domain/assessment";
import type { Observable } from "../../domain/observable";
import { failure, success } from "../../domain/outcome";
import { VERDICTS, type Verdict } from "../../domain/reputation";
import { badness } from "../../domain/verdict";
import { address, reputation } from "../support/sample-report";

const says = (
  verdict: Verdict,
  observable: Observable = address(),
  source = "VirusTotal",
): Answer => ({
  question: `${source} about ${observable.value}`,
  source: "virustotal",
  observable,
  outcome: success(reputation(verdict, observable, { source })),
});
const silent = (observable: Observable = address(), source = "VirusTotal"): Answer => ({
  question: `${source} about ${observable.value}`,
  source: "virustotal",
  observable,
  outcome: failure({ kind: "transient", vendor: "virustotal", message: "answered 503" }),
});
const logGap: Gap = {
  question: "Azure Monitor Logs about alex",
  failure: { kind: "auth", vendor: "azure-monitor-logs", message: "answered 403" },
};
const other = address("45.83.64.11");

describe("assess()", () => {
  it.each<[string, Answer[], Verdict]>([
    ["nothing was asked", [], "unknown"],
    ["all is benign", [says("benign"), says("benign", other)], "benign"],
    [
      "one source has no opinion of what another calls benign",
      [says("benign"), says("unknown", address(), "B")],
      "benign",
    ],
    ["one observable is unknown", [says("benign"), says("unknown", other)], "unknown"],
    ["one is suspicious", [says("benign"), says("suspicious", other)], "suspicious"],
    [
      "one of many is malicious",
      [says("benign"), says("suspicious", other), says("malicious", other, "AbuseIPDB")],
      "malicious",
    ],
    [
      "a source is missing beside a benign one",
      [says("benign"), silent(address(), "B")],
      "unknown",
    ],
    ["a source is missing for another observable", [says("benign"), silent(other)], "unknown"],
    ["nobody answered", [silent()], "unknown"],
    [
      "a source is missing beside a malicious one",
      [says("malicious"), silent(address(), "B")],
      "malicious",
    ],
  ])("when %s", (_when, answers, verdict) => {
    expect(assess(answers).verdict).toBe(verdict);
  });

  it("says in one sentence what several sources say against one thing, the surest first", () => {
    const by = (source: string, verdict: Verdict, confidence: number): Answer => ({
      ...says(verdict, address(), source),
      outcome: success(
        reputation(verdict, address(), { source, confidence, evidence: `${source}'s numbers` }),
      ),
    });

    const { reasons } = assess([
      by("LevelBlue OTX", "malicious", 0.5),
      by("VirusTotal", "malicious", 1),
      by("GreyNoise", "suspicious", 0.9),
      by("AbuseIPDB", "malicious", 0.8),
      by("URLhaus", "unknown", 0),
    ]);

    expect(reasons).toEqual([
      "45.83.64.10 is malicious by 4 of 5 sources: VirusTotal (VirusTotal's numbers), " +
        "AbuseIPDB (AbuseIPDB's numbers), LevelBlue OTX (LevelBlue OTX's numbers) and 1 more",
    ]);
  });

  it("says in sentences why, the worst first", () => {
    const { reasons } = assess([
      says("suspicious", other),
      says("malicious"),
      says("benign", address("45.83.64.12")),
      silent(address("45.83.64.13")),
    ]);

    expect(reasons).toEqual([
      "VirusTotal calls 45.83.64.10 malicious: 14 of 90 engines say malicious",
      "VirusTotal calls 45.83.64.11 suspicious: 14 of 90 engines say malicious",
      "1 observable is benign",
      "Of 1 observable nothing is known for certain",
      "1 question got no answer; its answer could not have changed the verdict",
    ]);
  });

  it("says so when there was nothing to ask about", () => {
    expect(assess([]).reasons).toEqual(["Nothing in the incident could be looked up"]);
  });

  it("bounds the reasons, and counts the rest", () => {
    const many = Array.from({ length: 40 }, (_, n) => says("malicious", address(`45.83.64.${n}`)));

    expect(assess(many).reasons).toHaveLength(13);
    expect(assess(many).reasons.at(-1)).toBe("28 more findings of this kind");
  });

  it("puts the worst observable first, by verdict and then by score", () => {
    const scored = (value: string, score: number): Answer => ({
      ...says("malicious", address(value)),
      outcome: success(reputation("malicious", address(value), { score })),
    });
    const { observables } = assess([
      says("benign", other),
      scored("45.83.64.1", 60),
      scored("45.83.64.2", 90),
    ]);

    expect(observables.map(({ observable }) => observable.value)).toEqual([
      "45.83.64.2",
      "45.83.64.1",
      "45.83.64.11",
    ]);
  });

  it.each<[Answer[], boolean]>([
    [[says("malicious")], false],
    [[says("malicious"), silent(other)], false],
    [[says("suspicious"), silent(other)], true],
    [[says("benign"), silent(other)], true],
    [[silent()], true],
    [[says("unknown")], false],
  ])(
    "knows whether a missing answer could have changed the verdict (case %#)",
    (answers, couldChange) => {
      expect(assess(answers).gapsCouldChangeIt).toBe(couldChange);
    },
  );

  it("shows open questions to the logs, which carry no verdict", () => {
    const assessment = assess([says("benign")], [logGap]);

    expect(assessment).toMatchObject({
      verdict: "benign",
      gaps: [logGap],
      gapsCouldChangeIt: false,
    });
  });

  const anyAnswer = fc
    .tuple(
      fc.constantFrom(...VERDICTS, "none" as const),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom("A", "B"),
    )
    .map(([verdict, n, source]) => {
      const observable = address(`45.83.64.${n}`);
      return verdict === "none" ? silent(observable, source) : says(verdict, observable, source);
    });

  it("never becomes better by more bad evidence", () => {
    const bad = fc
      .constantFrom<Verdict>("suspicious", "malicious")
      .map((verdict) => says(verdict, other, "C"));
    fc.assert(
      fc.property(fc.array(anyAnswer), bad, (answers, more) => {
        const [before, after] = [assess(answers), assess([...answers, more])];
        expect(badness(after.verdict)).toBeGreaterThanOrEqual(
          Math.max(badness(before.verdict), badness("suspicious")),
        );
      }),
    );
  });

  it("is benign only when every source answered, and says which did not", () => {
    fc.assert(
      fc.property(fc.array(anyAnswer), (answers) => {
        const { verdict, gaps } = assess(answers);
        const missing = answers.filter(({ outcome }) => !outcome.ok);
        expect(gaps).toHaveLength(missing.length);
        expect(verdict === "benign" && missing.length > 0).toBe(false);
      }),
    );
  });

  it("does not depend on the order of the answers", () => {
    fc.assert(
      fc.property(fc.array(anyAnswer), (answers) => {
        expect(assess(answers.toReversed()).verdict).toBe(assess(answers).verdict);
      }),
    );
  });
});
