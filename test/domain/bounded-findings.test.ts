import { boundedFindings } from "../../domain/bounded-findings";
import type { ContextFinding } from "../../domain/context";
import { MOST_BYTES, bytesOf } from "../../domain/pieces";

const findings = (count: number): ContextFinding[] =>
  Array.from({ length: count }, (_, index) => {
    const about = `account:person-${index}@contoso.example`;
    return {
      source: "windows-events",
      about,
      label: `person-${index}@contoso.example`,
      state: "partial",
      facts: Array.from({ length: 8 }, (_fact, number) => `${number} ${"f".repeat(198)}`),
      signals: (["audit-log-cleared", "account-change"] as const).map((name) => ({
        name,
        about,
        strength: 0.5,
        confidence: 0.9,
        at: "2026-11-24T02:00:00.000Z",
        because: "b".repeat(200),
      })),
      note: "n".repeat(200),
      touches: { count: 40, names: Array.from({ length: 20 }, (_name, name) => `host-${name}`) },
    };
  });

const weights = (of: ContextFinding[]) =>
  of.map(({ signals, touches }) => [
    signals.map(({ because: _because, ...signal }) => signal),
    touches?.count,
  ]);

describe("boundedFindings()", () => {
  it.each([2, 5, 10, 20])("makes %d findings that say all they may fit into a step", (count) => {
    const bounded = boundedFindings(findings(count));

    expect(bytesOf(bounded)).toBeLessThanOrEqual(MOST_BYTES);
    expect(weights(bounded)).toEqual(weights(findings(count)));
  });

  it("says how many facts it left out", () => {
    const [first] = boundedFindings(findings(5));

    expect(first!.facts.at(-1)).toBe("4 more facts, for which there was no room");
  });

  it("leaves findings that fit as they are", () => {
    expect(boundedFindings(findings(2))).toEqual(findings(2));
  });
});
