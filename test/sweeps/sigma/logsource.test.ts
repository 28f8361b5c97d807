import type { LogKind } from "../../../sweeps/log-kind";
import { SERVICE_CHANNELS } from "../../../sweeps/sigma/windows-log-sources";
import { kindOf, matchedBy, recordOf, rulesOf } from "./records";

/** Whether a rule of a log source is tried on records of a kind. */
function isAbout(source: string, kind: Partial<LogKind>): boolean {
  const rules = rulesOf(
    `title: t\nlogsource: {${source}}\ndetection:\n  s: {a: 1}\n  condition: s\n`,
  );
  expect(rules.problems).toEqual([]);
  return matchedBy(rules, recordOf({ a: 1 }, { kind: kindOf(kind) })).length > 0;
}

const sysmon = (eventId: number): Partial<LogKind> => ({
  product: "windows",
  channel: "microsoft-windows-sysmon/operational",
  eventId,
});
const event = (channel: string, eventId: number): Partial<LogKind> => ({
  product: "windows",
  channel,
  eventId,
});
const sshd = { product: "linux", services: ["sshd", "auth"], categories: ["authentication"] };

test.each<[source: string, kind: Partial<LogKind>]>([
  ["product: linux", sshd],
  ["product: Linux, service: SSHD", sshd],
  ["category: authentication", sshd],
  ["service: auth", sshd],
  ["category: webserver", { product: "windows", categories: ["webserver"] }],
  ["product: windows", event("system", 1)],
  ["product: windows, service: security", event("security", 4625)],
  ["product: windows, service: security", event("Security", 4625)],
  ["product: windows, service: security", { product: "windows", services: ["security"] }],
  ["product: windows, service: powershell", event("powershellcore/operational", 4104)],
  [
    "product: windows, service: windefend",
    event("microsoft-windows-windows defender/operational", 1116),
  ],
  ["product: windows, category: process_creation", sysmon(1)],
  ["product: windows, category: process_creation", event("security", 4688)],
  [
    "product: windows, category: process_creation",
    { product: "windows", categories: ["process_creation"] },
  ],
  ["category: process_creation", sysmon(1)],
  ["category: process_creation, product: windows, service: sysmon", sysmon(1)],
  ["product: windows, category: registry_event", sysmon(14)],
  ["product: windows, category: registry_set", sysmon(13)],
  ["product: windows, category: file_delete", sysmon(23)],
  ["product: windows, category: pipe_created", sysmon(18)],
  ["product: windows, category: dns_query", sysmon(22)],
  ["product: windows, category: sysmon_error", sysmon(255)],
  [
    "product: windows, category: ps_script",
    event("microsoft-windows-powershell/operational", 4104),
  ],
  [
    "product: windows, category: ps_module",
    event("microsoft-windows-powershell/operational", 4103),
  ],
  ["product: windows, category: ps_classic_start", event("windows powershell", 400)],
  [
    "product: windows, category: authentication",
    { ...event("security", 4625), categories: ["authentication"] },
  ],
])("A rule for {%s} is about %j.", (source, kind) => {
  expect(isAbout(source, kind)).toBe(true);
});

test.each<[source: string, kind: Partial<LogKind>]>([
  ["product: windows", sshd],
  ["product: linux, service: sudo", sshd],
  ["category: webserver", sshd],
  ["service: constructor", sshd],
  ["category: constructor", event("security", 1)],
  ["product: windows, service: security", event("system", 4625)],
  ["product: windows, service: security", { ...event("security", 1), product: "linux" }],
  ["product: windows, category: process_creation", sysmon(3)],
  ["product: windows, category: process_creation", event("system", 1)],
  ["product: windows, category: process_creation, service: security", sysmon(1)],
  ["product: linux, category: process_creation", sysmon(1)],
  ["product: windows, category: registry_set", sysmon(12)],
  ["product: windows, category: ps_script", event("windows powershell", 4104)],
])("A rule for {%s} is not about %j.", (source, kind) => {
  expect(isAbout(source, kind)).toBe(false);
});

test("Every service's channel is a channel of that service, whatever its case.", () => {
  for (const [service, channels] of Object.entries(SERVICE_CHANNELS))
    for (const channel of channels)
      expect([
        service,
        isAbout(`product: windows, service: ${service}`, event(channel.toUpperCase(), 1)),
      ]).toEqual([service, true]);
});

const processRule = `title: t
logsource: {product: windows, category: process_creation}
detection:
  s:
    Image|endswith: '\\cmd.exe'
    ParentImage|endswith: '\\word.exe'
    ProcessId: '0x10'
    IntegrityLevel: S-1-16-16384
  condition: s
`;

test("Event 4688 answers for the fields that Sysmon names otherwise.", () => {
  const fields = {
    NewProcessName: "C:\\cmd.exe",
    ParentProcessName: "C:\\word.exe",
    NewProcessId: "0x10",
    ProcessId: "0x99",
    MandatoryLabel: "S-1-16-16384",
  };
  const rules = rulesOf(processRule);
  const audited = recordOf(fields, { kind: kindOf(event("security", 4688)) });
  expect(matchedBy(rules, audited)).toEqual(["t"]);
  expect(matchedBy(rules, recordOf(fields, { kind: kindOf(sysmon(1)) }))).toEqual([]);
});

test("Rules of one record that name fields differently all match.", () => {
  const plain =
    "title: u\nlogsource: {product: windows, service: security}\ndetection:\n  s: {NewProcessName|endswith: cmd.exe}\n  condition: s\n";
  const rules = rulesOf(
    `${processRule.replace(/ {4}(Parent|Process|Integrity).*\n/g, "")}---\n${plain}`,
  );
  const record = recordOf(
    { NewProcessName: "\\cmd.exe" },
    { kind: kindOf(event("security", 4688)) },
  );
  expect(matchedBy(rules, record)).toEqual(["t", "u"]);
});

const withIds = (ids: string, condition = "s"): string =>
  `title: t\nlogsource: {product: windows, service: security}\ndetection:\n  s: {EventID: ${ids}, a: 1}\n  n: {EventID: 4625}\n  condition: ${condition}\n`;

test("A rule's event ids narrow the kinds that it is about.", () => {
  const { matcher } = rulesOf(withIds("[4624, '4625']"));
  expect(matcher(kindOf(event("security", 4624)))).toBeDefined();
  expect(matcher(kindOf(event("security", 4625)))).toBeDefined();
  expect(matcher(kindOf(event("security", 4626)))).toBeUndefined();
});

test("Event ids are answered by the kind where the record does not repeat them.", () => {
  const rules = rulesOf(withIds("4625", "s and n and not 1 of x*\n  x: {EventID|gt: 5000}"));
  expect(matchedBy(rules, recordOf({ a: 1 }, { kind: kindOf(event("security", 4625)) }))).toEqual([
    "t",
  ]);
  expect(
    matchedBy(
      rules,
      recordOf(
        { a: 1, EventID: 4625 },
        { kind: kindOf({ product: "windows", services: ["security"] }) },
      ),
    ),
  ).toEqual(["t"]);
  const others = rulesOf(withIds("4624", "a and not n\n  a: {a: 1}"));
  expect(matchedBy(others, recordOf({ a: 1 }, { kind: kindOf(event("security", 4624)) }))).toEqual([
    "t",
  ]);
  expect(matchedBy(others, recordOf({ a: 1 }, { kind: kindOf(event("security", 4625)) }))).toEqual(
    [],
  );
});

test("A kind's matcher is made once, and kinds that mean the same rules share it.", () => {
  const { matcher } = rulesOf(
    "title: t\nlogsource: {product: windows, service: security}\ndetection:\n  s: {a: 1}\n  condition: s\n",
  );
  const [one, other] = [kindOf(event("security", 1)), kindOf(event("security", 2))];
  expect(matcher(one)).toBe(matcher(one));
  expect(matcher(one)).toBe(matcher(other));
});

test("Channels that a log makes up share a matcher, and each record's own channel and id still count.", () => {
  const { matcher } = rulesOf(
    "title: t\nlogsource: {product: windows}\ndetection:\n  s: {Channel: two, EventID|gte: 5}\n  condition: s\n",
  );
  const kinds = [event("one", 5), event("two", 5), event("two", 4)].map((kind) => kindOf(kind));
  expect(new Set(kinds.map((kind) => matcher(kind))).size).toBe(1);
  const found = kinds.map((kind) => {
    let count = 0;
    matcher(kind)?.(recordOf({}, { kind }), () => (count += 1));
    return count;
  });
  expect(found).toEqual([0, 1, 0]);
});
