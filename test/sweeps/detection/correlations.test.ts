import { createDetector } from "../../../sweeps/detection/detector";
import type { LogRecord } from "../../../sweeps/log-record";
import { detect } from "../support/detect";
import { type PlainRecord, logRecord } from "../support/records";
import { MINUTE, correlation, detection, ruleSet } from "../support/rules";

const START = Date.UTC(2026, 4, 1);
const ADDRESS = "203.0.113.9";

/** A record of one rule, some seconds after the start. */
const at = (
  seconds: number,
  rules: string,
  fields: PlainRecord["fields"] = {},
  rest: PlainRecord = {},
): LogRecord =>
  logRecord({
    time: START + seconds * 1_000,
    fields: { rules, "source.address": ADDRESS, "source.ip": ADDRESS, ...fields },
    ...rest,
  });

const force = correlation("force", {
  correlation: "event_count",
  rules: ["failed"],
  condition: [{ comparison: "gte", value: 5 }],
});
const spray = correlation("spray", {
  correlation: "value_count",
  rules: ["failed"],
  field: ["user.name"],
  condition: [{ comparison: "gte", value: 3 }],
});
const within = correlation("within", {
  correlation: "temporal_ordered",
  rules: ["force", "succeeded"],
  timespan: 60 * MINUTE,
});
const detections = ["failed", "succeeded", "third"].map(detection);
const rules = (...correlations: Parameters<typeof ruleSet>[1]) => ruleSet(detections, correlations);

const failures = (count: number, from = 0, apart = 10): LogRecord[] =>
  Array.from({ length: count }, (_, index) =>
    at(from + index * apart, "failed", { "user.name": "root" }),
  );

/** What is found by the rules of this id: seconds of the first and last, and how many. */
function found(id: string, ...args: Parameters<typeof detect>): (number | null)[][] {
  const seconds = (time: string | null) =>
    time === null ? null : (Date.parse(time) - START) / 1_000;
  return detect(...args)
    .findings.filter(({ rule }) => rule.id === id)
    .map(({ first, last, count }) => [seconds(first), seconds(last), count]);
}

test("five failures within ten minutes are a finding, four are not", () => {
  expect(found("force", rules(force), failures(5))).toEqual([[0, 40, 5]]);
  expect(found("force", rules(force), failures(4))).toEqual([]);
});

test.each([1, 2, 9])("a burst over %i more sweeps is one finding", (more) => {
  const cuts = Array.from({ length: more }, (_, index) => index + 1);
  expect(found("force", rules(force), failures(12), { cuts })).toEqual([[0, 110, 12]]);
});

test("a line that says it was repeated five times counts five times", () => {
  const repeated = at(0, "failed", {}, { count: 5 });
  expect(found("force", rules(force), [repeated])).toEqual([[0, 0, 5]]);
});

test("windows slide and do not grow: five failures within ten minutes and one second are none", () => {
  expect(found("force", rules(force), failures(5, 0, 150))).toEqual([[0, 600, 5]]);
  const slower = [...failures(4, 0, 150), at(601, "failed")];
  expect(found("force", rules(force), slower)).toEqual([]);
  const across = failures(6, 550, 20); // over a boundary of ten minutes
  expect(found("force", rules(force), across)).toEqual([[550, 650, 6]]);
});

test("a finding closes after ten quiet minutes, and what comes then is another", () => {
  const twice = [...failures(5), ...failures(5, 40 + 600)];
  expect(found("force", rules(force), twice)).toEqual([
    [0, 40, 5],
    [640, 680, 5],
  ]);
  const once = [...failures(5), ...failures(5, 40 + 599)];
  expect(found("force", rules(force), once)).toEqual([[0, 679, 10]]);
});

test("a failure that comes late is put in its place, and completes the window there", () => {
  const late = [at(0, "failed"), ...failures(3, 20), at(4_000, "failed"), at(10, "failed")];
  expect(found("force", rules(force), late)).toEqual([[0, 40, 5]]);
});

test("equal times count each", () => {
  expect(found("force", rules(force), failures(5, 7, 0))).toEqual([[7, 7, 5]]);
});

test("the hour that clocks show twice is two hours in time", () => {
  // 02:30 summer time and 02:30 winter time of Berlin on 25 October 2026
  const night = [0, 3_600].flatMap((hour) =>
    [0, 1, 2].map((second) =>
      at(0, "failed", {}, { time: Date.UTC(2026, 9, 25, 0, 30, second) + hour * 1_000 }),
    ),
  );
  expect(found("force", rules(force), night)).toEqual([]);
});

test("three accounts from one address are a spray, one account three times is not", () => {
  const names = (...all: string[]) =>
    all.map((name, index) => at(index, "failed", { "user.name": name }));
  expect(found("spray", rules(spray), names("a", "b", "a", "__proto__"))).toEqual([[0, 3, 4]]);
  expect(found("spray", rules(spray), names("a", "a", "a"))).toEqual([]);
});

test("a record without a field to group by, or without the value that counts, does not count", () => {
  const nobody = [0, 1, 2, 3, 4, 5].map((second) =>
    logRecord({ time: START + second, fields: { rules: "failed" } }),
  );
  expect(found("force", rules(force), nobody)).toEqual([]);
  expect(found("spray", rules(spray), nobody)).toEqual([]);
});

test("a group may be called __proto__", () => {
  const records = failures(5).map((_, index) =>
    at(index, "failed", { "source.address": "__proto__" }),
  );
  const { findings } = detect(
    rules({
      ...force,
      groupBy: ["source.address", "__proto__"],
      aliases: {
        ["__proto__"]: { failed: "source.address" },
      },
    }),
    records,
    { cuts: [2, 4] },
  );
  expect(findings.map(({ count }) => count)).toEqual([5]);
  expect(Object.entries(findings[0]!.group)).toEqual([
    ["source.address", "__proto__"],
    ["__proto__", "__proto__"],
  ]);
});

test("an alias says what a field is called in which rule", () => {
  const both = correlation("both", {
    correlation: "temporal",
    rules: ["failed", "succeeded"],
    groupBy: ["who"],
    aliases: { who: { failed: "user.name", succeeded: "user.target.name" } },
  });
  const records = [
    at(0, "failed", { "user.name": "eve" }),
    at(1, "succeeded", { "user.target.name": "bob" }),
    at(2, "succeeded", { "user.target.name": "eve" }),
  ];
  const { findings } = detect(rules(both), records);
  expect(findings.map(({ group, count }) => [group, count])).toEqual([[{ who: "eve" }, 2]]);
});

test("temporal wants its rules in one group, in any order", () => {
  const both = correlation("both", { correlation: "temporal", rules: ["failed", "succeeded"] });
  expect(found("both", rules(both), [at(0, "succeeded"), at(1, "failed")])).toEqual([[0, 1, 2]]);
  const elsewhere = at(1, "failed", { "source.address": "203.0.113.10" });
  expect(found("both", rules(both), [at(0, "succeeded"), elsewhere])).toEqual([]);
});

test("temporal_ordered wants every rule after the one before it", () => {
  const order = correlation("order", {
    correlation: "temporal_ordered",
    rules: ["failed", "succeeded", "third"],
  });
  const came = (...ids: string[]) =>
    found(
      "order",
      rules(order),
      ids.map((id, index) => at(index, id)),
    );
  expect(came("failed", "succeeded", "third")).toEqual([[0, 2, 3]]);
  expect(came("failed", "third", "succeeded")).toEqual([]);
  expect(came("succeeded", "failed", "third")).toEqual([]);
  expect(came("third", "failed", "third", "succeeded", "third")).toEqual([[0, 4, 5]]);
});

test("a success after brute force is found with its failures, whether or not a sweep ended between", () => {
  const log = [...failures(7), at(1_800, "succeeded", { "user.name": "root" })];
  for (const cuts of [[], [5], [6, 7]]) {
    expect(found("within", rules(force, within), log, { cuts })).toEqual([[60, 1_800, 8]]);
    expect(found("force", rules(force, within), log, { cuts })).toEqual([]);
  }
  expect(found("within", rules(force, within), log.toReversed().slice(0, 4))).toEqual([]);
});

test("one that gives findings and one of the same meaning that only feeds another find what both find alone", () => {
  const quiet = { ...force, id: "quiet" };
  const after = correlation("after", { ...within, rules: ["quiet", "succeeded"] });
  const noise = [3, 1, 7, 2, 40, 9].flatMap((minutes) => [
    ...failures(6, minutes * 60),
    at(minutes * 70, "succeeded", { "user.name": "root" }),
  ]);
  for (const cuts of [[], [4], [9, 20, 33]]) {
    const both = rules(force, quiet, after);
    expect(found("force", both, noise, { cuts })).toEqual(found("force", rules(force), noise));
    expect(found("after", both, noise, { cuts })).toEqual(
      found("after", rules(quiet, after), noise),
    );
    expect(found("quiet", both, noise, { cuts })).toEqual([]);
  }
});

test("a success an hour after the last failure is none", () => {
  const log = [...failures(7), at(60 + 3_601, "succeeded")];
  expect(found("within", rules(force, within), log)).toEqual([]);
});

test("with generate the rules that are referred to give findings as well", () => {
  const all = rules(force, { ...within, generate: true });
  const ids = detect(all, [...failures(5), at(60, "succeeded")]).findings.map(
    ({ rule }) => rule.id,
  );
  expect(ids.toSorted()).toEqual(["force", "succeeded", "within"]);
});

test("a rule without a correlation gives a finding for each host, user and address, that closes after a quiet hour", () => {
  const third = (second: number, user: string) =>
    at(second, "third", { "host.name": "web-1", "user.name": user });
  const log = [third(0, "eve"), third(3_599, "eve"), third(3_600, "bob"), third(7_199, "eve")];
  const { findings } = detect(ruleSet(detections, []), log);
  expect(findings.map(({ group, count }) => [group["user.name"], count])).toEqual([
    ["eve", 2],
    ["bob", 1],
    ["eve", 1],
  ]);
  expect(findings[0]!.group).toEqual({
    "host.name": "web-1",
    "user.name": "eve",
    "source.address": ADDRESS,
  });
});

test("a record that matches two rules of a count counts once", () => {
  const either = { ...force, rules: ["failed", "third"] };
  const log = [0, 1, 2, 3].map((second) =>
    logRecord({
      time: START + second,
      fields: { rules: ["failed", "third"], "source.address": ADDRESS },
    }),
  );
  expect(found("force", rules(either), log)).toEqual([]);
});

test("records of a log without times count together, and are told so", () => {
  const timeless = failures(6).map((_, index) =>
    at(0, "failed", {}, { time: NaN, identity: `line ${index}` }),
  );
  const { findings } = detect(rules(force), timeless, { cuts: [2, 5] });
  expect(findings).toMatchObject([{ first: null, last: null, count: 6 }]);
  expect(findings[0]!.evidence[0]!.time).toBeNull();
  expect(findings[0]!.remarks[0]).toMatch(/no times/);
});

test("a rule that refers to itself is left out, and the report says so", () => {
  const circle = { ...within, rules: ["force", "within"] };
  const { findings, reports } = detect(rules(force, circle), failures(5));
  expect(findings.map(({ rule }) => rule.id)).toEqual(["force"]);
  expect(reports[0]!.remarks).toEqual([expect.stringMatching(/within is not used/)]);
});

test("windows of a rule that has changed begin anew, and the report says so", () => {
  const { state } = detect(rules(force), failures(4));
  const changed = { ...force, timespan: 20 * MINUTE };
  const next = createDetector({ ruleSet: rules(changed) }).open("auth", state);
  for (const record of failures(4, 60)) next.record(record);
  expect(next.take()).toEqual([]);
  expect(next.report().remarks).toEqual([expect.stringMatching(/force has changed/)]);
});
