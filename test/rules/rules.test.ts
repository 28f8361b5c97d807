import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ruleFiles } from "../../scripts/rules/files";
import { listMarkdown } from "../../scripts/rules/list";
import { testRules } from "../../scripts/rules/test-rules";
import { testText } from "../../scripts/rules/test-text";
import { readRules } from "../../sweeps/sigma/read";
import { loadRules } from "../../sweeps/sigma/rules";

const root = join(__dirname, "../..");
const own = ruleFiles(join(root, "rules")).map(({ file, text }) => ({
  file: file.slice(root.length + 1),
  text,
}));
const tests = testRules(own);

test.each(tests.map((one) => [one.rule, one] as const))(
  "%s: its examples go as they say.",
  (_, { problems, positives, negatives }) => {
    expect(problems).toEqual([]);
    expect(Math.min(positives, negatives)).toBeGreaterThan(0);
  },
);

test.each(readRules(own).documents.map((one) => [String(one.fields.title), one.fields] as const))(
  "%s: it says who it is from and what it means.",
  (_, fields) => {
    expect(fields.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(fields.author).toBe("Durable Response");
    expect(fields.name).toMatch(/^[a-z_]+$/);
    expect(fields.description).toMatch(/\.$/);
    expect(fields.level).toMatch(/^(informational|low|medium|high|critical)$/);
    if (fields.examples === undefined) return;
    expect(String(fields.description).length).toBeGreaterThan(120);
    expect(fields.falsepositives).toEqual(expect.arrayContaining([expect.any(String)]));
    expect(fields.tags).toEqual(expect.arrayContaining([expect.stringMatching(/^attack\.t\d{4}/)]));
  },
);

test("docs/sweep-rules.md lists the rules as they are.", () => {
  const page = readFileSync(join(root, "docs/sweep-rules.md"), "utf8");
  expect(page).toContain(`\n\n${listMarkdown(loadRules(own))}\n\n`);
});

const examplesOfDocs = [
  ...readFileSync(join(root, "docs/sweep-rules.md"), "utf8").matchAll(/^```yaml\n(.*?)^```$/gms),
].map(([, text]) => text!);

test("The rule that docs/sweep-rules.md shows goes as it says.", () => {
  const [rule] = testRules([{ file: "docs.yml", text: examplesOfDocs[0]! }]);
  expect(rule).toMatchObject({ positives: 1, negatives: 1, problems: [] });
});

test("The filter that docs/sweep-rules.md shows leaves its scanner out, and nobody else.", () => {
  const filter = { file: "filter.yml", text: examplesOfDocs[1]! };
  const problemsFor = (address: string): string[] => {
    const files = own.map(({ file, text }) => ({
      file,
      text: text.replaceAll("203.0.113.9", address),
    }));
    return testRules([...files, filter])
      .filter(({ rule }) => rule === "Brute force from one source")
      .flatMap(({ problems }) => problems.map(({ message }) => message));
  };
  expect(problemsFor("192.0.2.70")).toContain(
    'positive: it does not find 5 × {"source.address":"192.0.2.70"}.',
  );
  expect(problemsFor("192.0.2.80")).toEqual([]);
});

const logIns = (examples: string): string => `
title: Root logs in
id: 8f2f5f0e-6a0c-4d0e-9d0e-0a3f3c1b2a10
name: root_logs_in
logsource: { category: authentication }
detection:
  root: { user.name: root, event.outcome: success }
  condition: root
${examples}`;

const accepted = (user: string): string =>
  `Jan  5 10:00:00 web1 sshd[1]: Accepted password for ${user} from 192.0.2.1 port 5 ssh2`;

const positive = (line: string, group: string, count = 1): string => `
  positive:
    - format: syslog
      records: "${line}"
      finds: [{ group: ${group}, count: ${count} }]`;
const negative = (line: string): string => `
  negative:
    - { format: syslog, records: "${line}" }`;
const GROUP = "{ host.name: web1, user.name: root, source.address: 192.0.2.1 }";

const messagesOf = (text: string): string[] =>
  testRules([{ file: "root.yml", text }]).flatMap(({ problems }) =>
    problems.map(({ file, line, message }) => `${file}:${line}: ${message}`),
  );

test("A rule whose examples go as they say has no problem.", () => {
  const examples = `${positive(accepted("root"), GROUP)}${negative(accepted("ann"))}`;
  expect(messagesOf(logIns(`examples:${examples}`))).toEqual([]);
});

test.each([
  ["has none", "", "root.yml:2: There is no positive example; add one under examples."],
  [
    "finds nothing in a positive one",
    `examples:${positive(accepted("ann"), GROUP)}${negative(accepted("ann"))}`,
    'root.yml:11: positive: it does not find 1 × {"host.name":"web1","source.address":"192.0.2.1","user.name":"root"}.',
  ],
  [
    "finds another number",
    `examples:${positive(accepted("root"), GROUP, 2)}${negative(accepted("ann"))}`,
    'root.yml:11: positive: it finds 1 × {"host.name":"web1","source.address":"192.0.2.1","user.name":"root"}.',
  ],
  [
    "finds something in a negative one",
    `examples:${positive(accepted("root"), GROUP)}${negative(accepted("root"))}`,
    'root.yml:15: negative: it finds 1 × {"host.name":"web1","source.address":"192.0.2.1","user.name":"root"}.',
  ],
  [
    "has lines of another format",
    `examples:${positive(accepted("root"), GROUP)}${negative("no syslog")}`,
    "root.yml:15: negative: this line is no record of syslog: no syslog",
  ],
  [
    "names a format that there is not",
    `examples:\n  negative: [{ format: paper, records: x }]`,
    'root.yml:10: negative: "paper" is no format; there are access-log, auditd, cef, csv, iis, json-lines, leef, mssql-errorlog, syslog, windows.',
  ],
  [
    "does not say what a positive one finds",
    `examples:\n  positive: [{ format: syslog, records: x }]`,
    "root.yml:10: A positive example must say with finds what is found.",
  ],
])("A rule that %s is told with its line.", (_, examples, message) => {
  expect(messagesOf(logIns(examples))).toContain(message);
});

test("Of two rules that find the same, each must name the other.", () => {
  const examples = `examples:${positive(accepted("root"), GROUP)}${negative(accepted("ann"))}`;
  const second = logIns(examples)
    .replace("0a3f3c1b2a10", "0a3f3c1b2a11")
    .replace("root_logs_in", "root_too");
  expect(messagesOf(`${logIns(examples)}\n---${second}`)).toEqual([
    'root.yml:11: positive: the rule root_too finds something, and "also" does not name it.',
    'root.yml:26: positive: the rule root_logs_in finds something, and "also" does not name it.',
  ]);
});

test("A file that cannot be used is told as a problem.", () => {
  const [broken] = testRules([{ file: "a.yml", text: "title: x\ndetection: {}\n" }]);
  expect(broken?.problems).toHaveLength(1);
  expect(testText([broken!])).toContain("a.yml:");
});

test("What only a correlation uses needs no examples, and may have none.", () => {
  const block = logIns(`examples:${negative(accepted("ann"))}`);
  const correlation = `
---
title: Root logs in often
id: 8f2f5f0e-6a0c-4d0e-9d0e-0a3f3c1b2a12
correlation:
  type: event_count
  rules: [root_logs_in]
  group-by: [host.name]
  timespan: 1h
  condition: { gte: 2 }
`;
  expect(messagesOf(`${block}${correlation}`)).toContainEqual(
    expect.stringContaining("This gives no findings of its own"),
  );
});
