import * as fc from "fast-check";
import type { LogRecord } from "../../../sweeps/log-record";
import type { CorrelationRule } from "../../../sweeps/sigma/rule";
import { detect } from "../support/detect";
import { logRecord } from "../support/records";
import { type Found, type Match, referenceCorrelation } from "../support/reference-correlation";
import { correlation, detection, ruleSet } from "../support/rules";

const IDS = ["a", "b", "c"];
const START = Date.UTC(2026, 9, 25, 0, 30); // the night in which Europe's clocks go back
const UNIT = 1_000;

interface Entry {
  time: number;
  count: number;
  rules: readonly string[];
  address: string;
  user: string;
}

/** Small numbers, so that times are often equal, exactly a timespan apart or out of order. */
const entry: fc.Arbitrary<Entry> = fc.record({
  time: fc.integer({ min: 0, max: 40 }).map((units) => START + units * UNIT),
  count: fc.constantFrom(1, 1, 1, 2, 5),
  rules: fc.subarray(IDS, { minLength: 1, maxLength: 2 }),
  address: fc.constantFrom("203.0.113.1", "__proto__"),
  user: fc.constantFrom("root", "__proto__", "constructor", "admin"),
});

const unsorted = fc.array(entry, { maxLength: 20 });
const sorted = unsorted.map((entries) => entries.toSorted((one, other) => one.time - other.time));
const logs = fc.oneof(unsorted, sorted);

const condition = fc.array(
  fc.record({
    comparison: fc.constantFrom("gt", "gte", "gte", "gte", "lt", "lte", "eq", "neq"),
    value: fc.integer({ min: 1, max: 5 }),
  }) as fc.Arbitrary<CorrelationRule["condition"][number]>,
  { minLength: 1, maxLength: 2 },
);

const ruleOf = (type: CorrelationRule["correlation"]): fc.Arbitrary<CorrelationRule> =>
  fc
    .record({
      rules: fc.array(fc.constantFrom(...IDS), { minLength: 1, maxLength: 3 }),
      timespan: fc.integer({ min: 1, max: 12 }).map((units) => units * UNIT),
      condition: type.startsWith("temporal") ? fc.constant([]) : condition,
    })
    .map((rest) => correlation("top", { correlation: type, field: ["user.name"], ...rest }));

const recordOf = ({ time, count, rules, address, user }: Entry, index: number): LogRecord =>
  logRecord({
    time,
    count,
    identity: `record ${index}`,
    fields: { rules, "source.address": address, "user.name": user },
  });

/** What a record is to a correlation: it counts once, unless the rules themselves are what is looked for. */
function matchesOf(rule: CorrelationRule, log: readonly Entry[]): Match[] {
  return log.flatMap((one, index) => {
    const matching = IDS.filter((id) => one.rules.includes(id) && rule.rules.includes(id));
    const counted = rule.correlation.startsWith("temporal") ? matching : matching.slice(0, 1);
    const { time, count, address: group, user: value } = one;
    return counted.map((id) => ({ rule: id, time, seq: index + 1, count, group, value }));
  });
}

const comparable = (found: readonly Found[]) =>
  found
    .map(({ rule, group, first, last, count }) => [rule, group, first, last, count].join(" "))
    .toSorted();

function findingsOf(correlations: readonly CorrelationRule[], log: readonly Entry[]): string[] {
  const rules = ruleSet(IDS.map(detection), correlations);
  const { findings } = detect(rules, log.map(recordOf));
  return comparable(
    findings
      .filter(({ rule }) => !IDS.includes(rule.id))
      .map(({ rule, group, first, last, count }) => ({
        rule: rule.id,
        group: group["source.address"]!,
        first: Date.parse(first!),
        last: Date.parse(last!),
        count,
      })),
  );
}

for (const type of ["event_count", "value_count", "temporal", "temporal_ordered"] as const) {
  test(`${type} finds what looking at every window finds, in whatever order records come`, () => {
    fc.assert(
      fc.property(ruleOf(type), logs, (rule, entries) => {
        const reference = referenceCorrelation(rule);
        for (const match of matchesOf(rule, entries)) reference.came(match);
        expect(findingsOf([rule], entries)).toEqual(comparable(reference.found));
      }),
      { numRuns: 800 },
    );
  });
}

test("a correlation of a correlation finds what firing in every window finds", () => {
  const inner = fc.constantFrom("event_count", "value_count", "temporal").chain(ruleOf);
  const outer = fc.constantFrom("event_count", "temporal", "temporal_ordered").chain(ruleOf);
  fc.assert(
    fc.property(inner, outer, fc.boolean(), logs, (some, top, isFirst, entries) => {
      const within = { ...some, id: "inner" };
      const others = top.rules.filter((id) => !within.rules.includes(id)).slice(0, 1);
      const rule = { ...top, rules: isFirst ? ["inner", ...others] : [...others, "inner"] };
      const outside = referenceCorrelation(rule);
      let own: Match[] = [];
      const inside = referenceCorrelation(within, (match, isOpening) => {
        if (isOpening || rule.correlation !== "event_count") outside.came(match);
      });
      entries.forEach((one, index) => {
        const isOf = ({ seq }: Match): boolean => seq === index + 1;
        own = matchesOf(rule, entries).filter(isOf);
        const before = matchesOf(within, entries).filter(isOf);
        // A record's rules come in their order, and what they fire comes at once.
        for (const id of IDS) {
          for (const match of before) if (match.rule === id) inside.came(match);
          for (const match of own) if (match.rule === id) outside.came(match);
        }
      });
      expect(findingsOf([within, rule], entries)).toEqual(comparable(outside.found));
    }),
    { numRuns: 800 },
  );
});
