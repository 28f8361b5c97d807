import { createDetector } from "../../../sweeps/detection/detector";
import type { LogRecord } from "../../../sweeps/log-record";
import { detect } from "../support/detect";
import { type PlainRecord, logRecord } from "../support/records";
import { MINUTE, correlation, detection, ruleSet } from "../support/rules";

const START = Date.UTC(2026, 4, 1);
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const force = correlation("force", {
  correlation: "event_count",
  rules: ["failed"],
  condition: [{ comparison: "gte", value: 5 }],
});
const rules = ruleSet([detection("failed")], [force]);

const failure = (
  time: number,
  address: string,
  host = "web-1",
  rest: PlainRecord = {},
): LogRecord =>
  logRecord({
    time: START + time,
    fields: { rules: "failed", "source.address": address, "host.name": host },
    ...rest,
  });

const addressOf = (index: number): string =>
  `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;

test("30,000 addresses within an hour fit: one that goes on at its end is found", () => {
  const open = createDetector({ ruleSet: rules }).open("auth", undefined);
  for (let index = 0; index < 30_000; index += 1)
    open.record(failure((index * HOUR) / 30_000, addressOf(index)));
  const last = 29_999;
  for (let again = 1; again < 5; again += 1) open.record(failure(HOUR + again, addressOf(last)));
  expect(open.take().map(({ group, count }) => [group["source.address"], count])).toEqual([
    [addressOf(last), 5],
  ]);
  expect(open.report()).toEqual({ matched: 30_004, evicted: 0, remarks: [] });
  expect(JSON.stringify(open.state()).length).toBeLessThan(7_500_000);
});

test("beyond the limit the groups that were quiet for longest are forgotten, told and remarked", () => {
  const old = [0, 1, 2, 3].map((second) => failure(second, "203.0.113.1"));
  const others = Array.from({ length: 20 }, (_, index) => failure(10 + index, addressOf(index)));
  const fresh = [0, 1, 2, 3, 4].map((second) => failure(100 + second, "203.0.113.2"));
  const log = [...old, ...others, failure(99, "203.0.113.1"), ...fresh];
  const { findings, reports } = detect(rules, log, { limits: { groups: 16 } });
  expect(findings.map(({ group }) => group["source.address"])).toEqual(["203.0.113.2"]);
  expect(findings[0]!.remarks).toEqual([expect.stringMatching(/forgotten to save memory/)]);
  expect(reports[0]!.evicted).toBeGreaterThan(0);
  expect(reports[0]!.remarks).toEqual([expect.stringMatching(/more than 16 groups/)]);
});

test("beyond the limit of open findings the quietest are closed early, and say so", () => {
  const log = [0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((index) =>
    [0, 1, 2, 3, 4].map((second) => failure(index * 10 + second, addressOf(index))),
  );
  const { findings, reports } = detect(rules, log, { limits: { episodes: 8 } });
  const early = findings.filter(({ remarks }) => remarks.some((one) => /closed early/.test(one)));
  expect(findings).toHaveLength(9);
  expect(early.map(({ group }) => group["source.address"])).toEqual([addressOf(0), addressOf(1)]);
  expect(reports[0]!.evicted).toBe(2);
});

test("a host whose clock is a day ahead makes nothing old but its own", () => {
  const limits = { tidyEvery: 8, lateness: 0 };
  const slow = [0, 1, 2, 3].map((minute) => failure(minute * MINUTE, "203.0.113.1"));
  const ahead = Array.from({ length: 64 }, (_, index) =>
    failure(DAY + index * 1_000, addressOf(index), "web-2"),
  );
  const log = [...slow, ...ahead, failure(4 * MINUTE, "203.0.113.1")];
  const { findings } = detect(rules, log, { limits });
  expect(findings.map(({ group, count }) => [group["source.address"], count])).toEqual([
    ["203.0.113.1", 5],
  ]);
});

test("one record with a forged time makes nothing old", () => {
  const limits = { tidyEvery: 2, lateness: 0 };
  const log = [0, 1, 2, 3, 4].flatMap((second) => [
    failure(second * 1_000, "203.0.113.1"),
    failure(DAY, addressOf(second)),
    failure(second * 1_000, addressOf(second + 100)),
  ]);
  const { findings } = detect(rules, log, { limits });
  expect(findings.map(({ group }) => group["source.address"])).toEqual(["203.0.113.1"]);
});

test("what is too old by its own host's clock is forgotten, and the state shrinks", () => {
  const morning = Array.from({ length: 100 }, (_, index) => failure(index, addressOf(index)));
  const evening = Array.from({ length: 400 }, (_, index) =>
    failure(8 * HOUR + index * 1_000, "203.0.113.1"),
  );
  const limits = { tidyEvery: 16 };
  const before = JSON.stringify(detect(rules, morning, { limits }).state);
  const after = JSON.stringify(detect(rules, [...morning, ...evening], { limits }).state);
  expect(before).toContain(addressOf(50));
  expect(after).not.toContain(addressOf(50));
  expect(after.length).toBeLessThan(before.length / 2);
});

test("a flood of one account before others does not push those out of a spray's window", () => {
  const spray = correlation("spray", {
    correlation: "value_count",
    rules: ["failed"],
    field: ["user.name"],
    condition: [{ comparison: "gte", value: 3 }],
  });
  const by = (second: number, user: string): LogRecord =>
    logRecord({
      time: START + second * 1_000,
      fields: { rules: "failed", "source.address": "203.0.113.1", "user.name": user },
    });
  const flood = Array.from({ length: 300 }, (_, index) => by(1 + index, "root"));
  const log = [by(0, "admin"), ...flood, by(400, "oracle")];
  const { findings } = detect(ruleSet([detection("failed")], [spray]), log);
  expect(findings).toHaveLength(1);
  const left = Number(/(\d+) earlier records of this/.exec(findings[0]!.remarks.join(" "))![1]);
  expect(findings[0]!.count + left).toBe(302);
});

test("a threshold that does not fit into memory is told", () => {
  const huge = { ...force, condition: [{ comparison: "gte" as const, value: 1_000_000 }] };
  const { reports } = detect(ruleSet([detection("failed")], [huge]), []);
  expect(reports[0]!.remarks).toEqual([expect.stringMatching(/cannot hold: lower its threshold/)]);
});

test("a group's value of megabytes is kept short and distinct", () => {
  const long = (end: string): string => "x".repeat(100_000) + end;
  const log = [0, 1, 2, 3, 4].flatMap((second) => [
    failure(second, long("a")),
    failure(second, long("b")),
  ]);
  const { findings } = detect(rules, log);
  expect(findings.map(({ count }) => count)).toEqual([5, 5]);
  expect(findings[0]!.group["source.address"]!.length).toBeLessThan(400);
});

test("when the text of waiting records takes too much memory they wait without it, and the finding says so", () => {
  const log = [0, 1, 2, 3, 4].map((second) => failure(second, "203.0.113.1"));
  const { findings } = detect(rules, log, { limits: { text: 300 } });
  expect(findings[0]).toMatchObject({ count: 5 });
  expect(findings[0]!.evidence.length).toBeLessThan(5);
  expect(findings[0]!.remarks).toEqual([expect.stringMatching(/text of some earlier records/)]);
});
