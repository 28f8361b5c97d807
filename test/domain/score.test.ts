import * as fc from "fast-check";
import { assess } from "../../domain/assess";
import type { ContextFinding } from "../../domain/context";
import type { AccountEntity } from "../../domain/entity";
import { scoreOf } from "../../domain/score";
import { SIGNALS, type Signal } from "../../domain/signal";
import { badness } from "../../domain/verdict";
import { samplePolicy } from "../support/sample-report";

const at = "2026-11-24T03:00:00.000Z";
const { score: policy } = samplePolicy;
const alex: AccountEntity = { kind: "Account", label: "alex@contoso.zz" };
const about = "account:alex@contoso.zz";

const signal = (more: Partial<Signal> = {}): Signal => ({
  name: "risky-sign-in",
  about,
  strength: 1,
  confidence: 1,
  because: "Risky sign-in",
  ...more,
});

const anySignal: fc.Arbitrary<Signal> = fc
  .record({
    name: fc.constantFrom(...SIGNALS),
    strength: fc.double({ min: -1, max: 2, noNaN: true }),
    confidence: fc.double({ min: -1, max: 2, noNaN: true }),
    hours: fc.option(fc.nat(2_000)),
  })
  .map(({ name, strength, confidence, hours }) =>
    signal({
      name,
      strength,
      confidence,
      ...(hours !== null && { at: new Date(Date.parse(at) - hours * 3_600_000).toISOString() }),
    }),
  );

describe("scoreOf()", () => {
  it.each<[string, Signal[], number, string]>([
    ["nothing", [], 0, "unknown"],
    ["one full signal of 60 points", [signal()], 60, "suspicious"],
    ["the same twice", [signal(), signal()], 60, "suspicious"],
    ["half as strong", [signal({ strength: 0.5 })], 30, "unknown"],
    ["half as sure", [signal({ confidence: 0.5 })], 30, "unknown"],
    ["one half-life ago", [signal({ at: "2026-11-21T03:00:00.000Z" })], 30, "unknown"],
    [
      "two that are independent: 1 - 0.4 x 0.3",
      [signal(), signal({ name: "risky-account" })],
      88,
      "malicious",
    ],
  ])("counts %s", (_, signals, score, verdict) => {
    expect(scoreOf(signals, policy, at)).toMatchObject({ score, verdict });
  });

  it("is never outside 0 to 100, its shares add up to it, and the order does not matter", () => {
    fc.assert(
      fc.property(fc.array(anySignal), (signals) => {
        const { score, shares, confidence } = scoreOf(signals, policy, at);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
        const sum = shares.reduce((total, { points }) => total + points, 0);
        expect(Math.abs(sum - score)).toBeLessThan(1);
        expect(scoreOf(signals.toReversed(), policy, at)).toEqual(scoreOf(signals, policy, at));
      }),
    );
  });

  it("never falls by more evidence, and never rises by time", () => {
    fc.assert(
      fc.property(fc.array(anySignal), anySignal, fc.nat(1_000), (signals, more, hours) => {
        const now = scoreOf(signals, policy, at);
        expect(scoreOf([...signals, more], policy, at).score).toBeGreaterThanOrEqual(now.score);
        const later = new Date(Date.parse(at) + hours * 3_600_000).toISOString();
        expect(scoreOf(signals, policy, later).score).toBeLessThanOrEqual(now.score);
      }),
    );
  });
});

const finding = (signals: Signal[], more: Partial<ContextFinding> = {}): ContextFinding => ({
  source: "sign-ins",
  about,
  label: alex.label,
  state: signals.length > 0 ? "found" : "none",
  facts: [],
  signals,
  ...more,
});
const facts = (
  findings: ContextFinding[],
  unanswered: Parameters<typeof assess>[3] extends undefined | { unanswered: infer U } ? U : never,
) => ({
  entities: [alex],
  findings,
  unanswered,
  policy,
  at,
});
const failed = {
  source: "account" as const,
  about: [{ key: about, label: alex.label }],
  failure: { kind: "transient" as const, vendor: "entra-id", message: "503" },
};

describe("assess() with context", () => {
  it("judges an account by evidence about itself, with reasons that name their share", () => {
    const { subjects, verdict, reasons } = assess(
      [],
      [],
      [],
      facts(
        [finding([signal(), signal({ name: "risky-account", because: "Identity Protection" })])],
        [],
      ),
    );

    expect(verdict).toBe("malicious");
    expect(subjects).toEqual([
      expect.objectContaining({ key: about, verdict: "malicious", score: 88, claims: [alex] }),
    ]);
    expect(reasons.join(" ")).toContain("alex@contoso.zz");
    expect(reasons.join(" ")).toContain("points");
  });

  it("says of a source that failed whether it could have changed the verdict", () => {
    const open = assess([], [], [], facts([finding([])], [failed]));
    const firm = assess(
      [],
      [],
      [],
      facts([finding([signal(), signal({ name: "risky-account" })])], [failed]),
    );

    expect(open).toMatchObject({ verdict: "unknown", gapsCouldChangeIt: true });
    expect(open.gaps).toHaveLength(1);
    expect(firm).toMatchObject({ verdict: "malicious", gapsCouldChangeIt: false });
  });

  it("never lowers a verdict by more evidence, and never makes anything benign", () => {
    fc.assert(
      fc.property(fc.array(anySignal), anySignal, fc.boolean(), (signals, more, hasFailed) => {
        const unanswered = hasFailed ? [failed] : [];
        const before = assess([], [], [], facts([finding(signals)], unanswered));
        const after = assess([], [], [], facts([finding([...signals, more])], unanswered));
        expect(badness(after.verdict)).toBeGreaterThanOrEqual(badness(before.verdict));
        expect(before.verdict).not.toBe("benign");
      }),
    );
  });
});
