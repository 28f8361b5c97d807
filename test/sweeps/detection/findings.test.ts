import { createDetector } from "../../../sweeps/detection/detector";
import { detect } from "../support/detect";
import { type PlainRecord, logRecord } from "../support/records";
import { correlation, detection, ruleSet } from "../support/rules";

const START = Date.UTC(2026, 4, 1);
const force = correlation("force", {
  correlation: "event_count",
  rules: ["failed"],
  condition: [{ comparison: "gte", value: 5 }],
});
const rules = ruleSet([detection("failed")], [force]);

const failed = (second: number, fields: PlainRecord["fields"] = {}, rest: PlainRecord = {}) =>
  logRecord({
    time: START + second * 1_000,
    fields: { rules: "failed", "source.address": "203.0.113.9", ...fields },
    text: `line ${second}`,
    place: { name: "auth.log", at: second * 100 },
    ...rest,
  });
const burst = (count: number, fields: (second: number) => PlainRecord["fields"] = () => ({})) =>
  Array.from({ length: count }, (_, second) => failed(second, fields(second)));

test("a finding's key is that of its rule, group, source and opening record, wherever that was read", () => {
  const elsewhere = (name: string) =>
    burst(5).map((record) => ({ ...record, place: () => ({ name, at: 7 }) }));
  const [one] = detect(rules, elsewhere("auth.log")).findings;
  const [same] = detect(rules, elsewhere("auth.log.1")).findings;
  const [other] = detect(rules, burst(6).slice(1)).findings;
  expect(one!.key).toMatch(/^[0-9a-f]{64}$/);
  expect(same!.key).toBe(one!.key);
  expect(other!.key).not.toBe(one!.key);
});

test("a finding has a new revision only when something has changed", () => {
  const open = createDetector({ ruleSet: rules }).open("auth", undefined);
  burst(5).forEach(open.record);
  expect(open.waiting()).toBe(1);
  expect(open.take()).toMatchObject([{ revision: 1, count: 5 }]);
  expect(open.waiting()).toBe(0);
  expect(open.take()).toEqual([]);
  open.record(failed(6));
  open.record(failed(7));
  expect(open.take()).toMatchObject([{ revision: 2, count: 7 }]);
});

test("what was found and not yet told is told after the state has gone through JSON", () => {
  const detector = createDetector({ ruleSet: rules });
  const before = detector.open("auth", undefined);
  burst(5).forEach(before.record);
  const state: unknown = JSON.parse(JSON.stringify(before.state()));
  expect(detector.open("auth", state).take()).toEqual(before.take());
});

test("a state is not changed by what goes on from it", () => {
  const detector = createDetector({ ruleSet: rules });
  const before = detector.open("auth", undefined);
  burst(8).forEach(before.record);
  const state = before.state();
  const text = JSON.stringify(state);
  before.record(failed(9));
  const after = detector.open("auth", state);
  after.record(failed(9));
  after.take();
  expect(JSON.stringify(state)).toBe(text);
});

test("evidence is the first three records and the last three by time, with their places", () => {
  const [finding] = detect(rules, [...burst(20), failed(-1)]).findings;
  expect(finding!.evidence.map(({ text }) => text)).toEqual(
    [-1, 0, 1, 17, 18, 19].map((second) => `line ${second}`),
  );
  expect(finding!.evidence[3]).toEqual({
    text: "line 17",
    time: new Date(START + 17_000).toISOString(),
    place: { name: "auth.log", at: 1_700 },
    count: 1,
  });
});

test.each([
  ["\u001b[2J\u0000\n", "\\x1b[2J\\x00\\x0a"],
  ["user\u202Etxt.exe \u200b", "user\\u202etxt.exe \\u200b"],
  ["\ud800 half", "\\ud800 half"],
  ["tag \u{e0041}", "tag \\u{e0041}"],
  ["Zoë 名前 🙂", "Zoë 名前 🙂"],
])("evidence shows what nobody would see: %j", (text, shown) => {
  const log = burst(5).map((record) => ({ ...record, text: () => text }));
  expect(detect(rules, log).findings[0]!.evidence[0]!.text).toBe(shown);
});

test.each(["x".repeat(9_000), "\u0000".repeat(400), "🙂".repeat(400)])(
  "evidence ends after 500 characters and never within one",
  (text) => {
    const log = burst(5).map((record) => ({ ...record, text: () => text }));
    const shown = detect(rules, log).findings[0]!.evidence[0]!.text;
    expect(shown.length).toBeLessThanOrEqual(500);
    expect(shown.length).toBeGreaterThan(490);
    expect(shown.endsWith("…")).toBe(true);
    expect(shown.isWellFormed()).toBe(true);
  },
);

test("entities are those of all its records, each once, whatever its case", () => {
  const names = ["root", "ROOT", "eve", "root", "Eve"];
  const log = burst(5, (second) => ({
    "user.name": names[second]!,
    "source.ip": "203.0.113.9",
    "host.name": second < 3 ? "web-1" : "WEB-1",
    "file.path": "/etc/shadow",
  }));
  expect(detect(rules, log).findings[0]!.entities).toEqual({
    accounts: [
      { name: "root", host: "web-1" },
      { name: "eve", host: "web-1" },
    ],
    addresses: ["203.0.113.9"],
    hosts: ["web-1"],
    files: [{ path: "/etc/shadow", host: "web-1" }],
  });
});

test("a SID is that of the account that the event calls its target", () => {
  const sid = "S-1-5-21-1-2-3-1104";
  const logOn = {
    "user.name": "eve",
    "user.domain": "CONTOSO",
    TargetUserName: "Eve",
    TargetUserSid: sid,
  };
  const added = {
    "user.name": "admin",
    "user.domain": "CONTOSO",
    "user.target.name": "eve",
    TargetUserName: "eve",
    TargetUserSid: sid,
  };
  const group = { ...added, TargetUserName: "Administrators", TargetUserSid: "S-1-5-32-544" };
  const accountsOf = (fields: PlainRecord["fields"]) =>
    detect(
      rules,
      burst(5, () => fields),
    ).findings[0]!.entities.accounts;
  expect(accountsOf(logOn)).toEqual([{ name: "eve", domain: "CONTOSO", sid }]);
  expect(accountsOf(added)).toEqual([
    { name: "admin", domain: "CONTOSO" },
    { name: "eve", sid },
  ]);
  expect(accountsOf(group)).toEqual([{ name: "admin", domain: "CONTOSO" }, { name: "eve" }]);
  expect(accountsOf({ ...logOn, TargetUserSid: "S-1-0-0" })).toEqual([
    { name: "eve", domain: "CONTOSO" },
  ]);
});

test("fifty of each are named, and a remark says that there are more", () => {
  const [finding] = detect(
    rules,
    burst(200, (second) => ({ "user.name": `user${second}` })),
  ).findings;
  expect(finding!.entities.accounts).toHaveLength(50);
  expect(finding!.count).toBe(200);
  expect(finding!.remarks).toEqual(["There are more accounts than the 50 that are named."]);
});

test("a name of thousands of characters is no entity, and a remark says so", () => {
  const [finding] = detect(
    rules,
    burst(5, () => ({ "user.name": "x".repeat(2_000) })),
  ).findings;
  expect(finding!.entities.accounts).toEqual([]);
  expect(finding!.remarks).toEqual([expect.stringMatching(/more than 1,024 characters/)]);
});

test("a finding keeps what people read of its rule, its author among that", () => {
  const credited = { ...force, author: "A. Author", description: "Why.", tags: ["attack.t1110"] };
  const set = ruleSet([detection("failed")], [credited]);
  expect(detect(set, burst(5)).findings[0]!.rule).toEqual({
    id: "force",
    title: "Rule force",
    level: "medium",
    author: "A. Author",
    description: "Why.",
    tags: ["attack.t1110"],
  });
});

test("a state of another version begins anew, and the report says so", () => {
  const open = createDetector({ ruleSet: rules }).open("auth", { version: 0 });
  expect(open.report().remarks).toEqual([expect.stringMatching(/another version/)]);
});
