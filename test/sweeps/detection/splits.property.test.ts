import * as fc from "fast-check";
import type { Finding } from "../../../sweeps/finding";
import { detect } from "../support/detect";
import { logRecord } from "../support/records";
import { MINUTE, correlation, detection, ruleSet } from "../support/rules";

const START = Date.UTC(2026, 0, 1);

const RULES = ruleSet(["failed", "succeeded", "odd"].map(detection), [
  correlation("force", {
    correlation: "event_count",
    rules: ["failed"],
    condition: [{ comparison: "gte", value: 4 }],
  }),
  correlation("spray", {
    correlation: "value_count",
    rules: ["failed"],
    field: ["user.name"],
    condition: [{ comparison: "gte", value: 3 }],
    generate: true,
  }),
  correlation("few", {
    correlation: "event_count",
    rules: ["succeeded"],
    groupBy: ["host.name"],
    condition: [
      { comparison: "gte", value: 2 },
      { comparison: "lt", value: 4 },
    ],
  }),
  correlation("both", { correlation: "temporal", rules: ["failed", "odd"] }),
  correlation("in", {
    correlation: "temporal_ordered",
    rules: ["force", "succeeded"],
    timespan: 60 * MINUTE,
    generate: true,
  }),
]);

const record = fc
  .record({
    minutes: fc.oneof(
      { arbitrary: fc.integer({ min: 0, max: 120 }), weight: 9 },
      { arbitrary: fc.constant(NaN), weight: 1 },
    ),
    count: fc.constantFrom(1, 1, 1, 3),
    rules: fc.constantFrom(["failed"], ["failed"], ["succeeded"], ["odd"], ["failed", "odd"], []),
    host: fc.constantFrom("web-1", "web-2"),
    address: fc.constantFrom("203.0.113.1", "203.0.113.2", "203.0.113.3", "__proto__"),
    user: fc.constantFrom("root", "admin", "ÄÖ\ud800", "constructor"),
  })
  .map(({ minutes, count, rules, host, address, user }) => ({
    time: START + minutes * MINUTE + (host === "web-2" ? 24 * 60 * MINUTE : 0),
    count,
    fields: {
      rules,
      "host.name": host,
      "source.address": address,
      "source.ip": address,
      "user.name": user,
    },
  }));

const LIMITS = {
  "with room for all": {},
  "with room for little": {
    groups: 4,
    waiting: 16,
    text: 800,
    episodes: 5,
    tidyEvery: 10,
    lateness: 0,
  },
};

/** A later revision replaces an earlier one, so how many there were does not matter. */
const last = (findings: readonly Finding[]) =>
  findings
    .map((finding) => ({ ...finding, revision: 0 }))
    .toSorted((one, other) => one.key.localeCompare(other.key));

const untold = (state: unknown): unknown =>
  JSON.parse(JSON.stringify(state, (key, value: unknown) => (key === "revision" ? 0 : value)));

for (const [name, limits] of Object.entries(LIMITS))
  test(`a log cut anywhere gives the findings of the whole, ${name}`, () => {
    const cuts = fc.array(fc.nat(60), { maxLength: 10 });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 60 }), cuts, (log, places) => {
        const records = log.map((plain, index) =>
          logRecord({ ...plain, identity: `record ${index}` }),
        );
        const bounded = places.map((place) => place % records.length);
        const whole = detect(RULES, records, { limits });
        const parts = detect(RULES, records, { cuts: bounded, limits });
        expect(last(parts.findings)).toEqual(last(whole.findings));
        expect(untold(parts.state)).toEqual(untold(whole.state));
        const evicted = parts.reports.reduce((sum, report) => sum + report.evicted, 0);
        expect(evicted).toBe(whole.reports[0]!.evicted);
      }),
      { numRuns: 1_000 },
    );
  });
