import { keywordLiterals } from "../../../sweeps/sigma/keyword-literals";
import { loadRules } from "../../../sweeps/sigma/rules";
import { kindOf, matchedBy, problemOf, recordOf, ruleText, rulesOf } from "./records";

const told = (text: string): string[] =>
  rulesOf(text).problems.map(({ line, message }) => `${line}: ${message}`);

const rule = (title: string, head = ""): string =>
  `title: ${title}\nname: ${title}\n${head}logsource: {product: app}\ndetection:\n  s: {${title}: 1}\n  condition: s\n`;

const correlation = (rules: string, rest = ""): string =>
  `title: c\nname: c\ncorrelation:\n  type: event_count\n  rules: [${rules}]\n  timespan: 10m\n  condition: {gte: 5}\n${rest}`;

const documents = (...texts: string[]): string => texts.join("---\n");

test("What people read of a rule is kept.", () => {
  const [found] = rulesOf(
    ruleText(
      "s: {a: 1}\ncondition: s",
      "title: T\nid: 1-2\nname: n\nlevel: high\ndescription: D\nauthor: A\ntags: [attack.t1]\nreferences: [R]\nfalsepositives: [F]",
    ),
  ).detections;
  expect(found).toEqual({
    type: "detection",
    id: "1-2",
    name: "n",
    title: "T",
    level: "high",
    description: "D",
    author: "A",
    tags: ["attack.t1"],
    references: ["R"],
    falsePositives: ["F"],
    file: "rules.yml",
    logsource: { product: "app" },
  });
});

test("A rule without id has one that is the same at every load, and another than its neighbour's.", () => {
  const ids = (): string[] =>
    rulesOf(documents(rule("a"), rule("b"))).detections.map(({ id }) => id);
  expect(ids()).toEqual(ids());
  expect(new Set(ids()).size).toBe(2);
});

test("Several documents of a file are several rules; empty ones are none.", () => {
  const rules = rulesOf(`---\n${documents(rule("a"), "", rule("b"))}---\n`);
  expect(rules.detections.map(({ title }) => title)).toEqual(["a", "b"]);
  expect(rules.problems).toEqual([]);
});

test("YAML that is broken is told with its line, and the file's other documents are used.", () => {
  const rules = rulesOf(documents(rule("a"), "title: x\ndetection: [\n", rule("b")));
  expect(rules.detections.map(({ title }) => title)).toEqual(["a", "b"]);
  expect(rules.problems).toEqual([
    { file: "rules.yml", line: expect.any(Number), message: expect.stringMatching(/not YAML/) },
  ]);
  expect(told("a: 1\na: 2\n")).toEqual([expect.stringMatching(/^2: .*unique/)]);
  expect(told("title: \ttab\n  bad: indent\n")[0]).toMatch(/^[12]: This is not YAML/);
});

test("Every problem names the line of what is wrong.", () => {
  const text = (detection: string): string => `title: T\nlogsource: {product: app}\n${detection}`;
  expect(told(text("detection:\n  s:\n    a: 1\n    b|nope: 1\n  condition: s\n"))).toEqual([
    expect.stringMatching(/^6: "nope"/),
  ]);
  expect(told(text("detection:\n  s:\n    - a: 1\n    - b|re: '('\n  condition: s\n"))).toEqual([
    expect.stringMatching(/^6: A regular/),
  ]);
  expect(told(text("detection:\n  s: {a: 1}\n  condition: s or t\n"))).toEqual([
    expect.stringMatching(/^5: The condition/),
  ]);
  expect(told(text("detection:\n  s: {a: 1}\n  condition: s\nlevel: worst\n"))).toEqual([
    expect.stringMatching(/^6: The level/),
  ]);
});

test.each([
  ["just text", /must be a map/],
  ["- a\n- b", /must be a map/],
  ["title: x", /exactly one of detection, correlation and filter/],
  ["action: global\ndetection: {}", /Sigma 1/],
  ["logsource: {product: a}\ndetection: []", /must be a map/],
  ["detection: {s: {a: 1}, condition: s}", /logsource is missing/],
  ["logsource: {}\ndetection: {s: {a: 1}, condition: s}", /needs a product/],
  ["logsource: {product: 5}\ndetection: {s: {a: 1}, condition: s}", /must be text/],
  [
    "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\ne: &e [*d, *d]\nf: &f [*e, *e]\ng: [*f, *f, *f]",
    /cannot be read/,
  ],
])("The document %j is no rule, and is told.", (text, why) => {
  expect(told(`${text}\n`).join("\n")).toMatch(why);
});

test.each(["[", "{a: ", "- "])(
  "A file that is nested without end in %j is told, not fatal.",
  (sign) => {
    const { detections, problems } = loadRules([
      { file: "deep.yml", text: sign.repeat(100_000) },
      { file: "good.yml", text: rule("a") },
    ]);
    expect(detections.map(({ title }) => title)).toEqual(["a"]);
    expect(problems).toEqual([expect.objectContaining({ file: "deep.yml" })]);
  },
);

test("An id or a name that is given twice is told with the place of the first.", () => {
  const twice = documents(rule("a", "id: same\n"), rule("b", "id: same\n"));
  expect(rulesOf(twice).detections.map(({ title }) => title)).toEqual(["a"]);
  expect(told(twice)).toEqual([expect.stringMatching(/^11: The id same .* rules.yml, line 3/)]);
  const named = documents(rule("a"), rule("b").replace("name: b", "name: a"));
  expect(rulesOf(named).detections).toHaveLength(2);
  expect(told(named)).toEqual([expect.stringMatching(/The name "a" is already/)]);
});

test("A correlation refers to rules by id or name, and has the highest level of them.", () => {
  const rules = rulesOf(
    documents(
      rule("a", "id: A\nlevel: low\n"),
      rule("b", "id: B\nlevel: high\n"),
      "title: c\nid: C\ncorrelation:\n  type: value_count\n  rules: [A, b]\n  group-by: [who, src]\n  timespan: 2h\n  generate: true\n  condition: {field: user, gt: 3, lte: 9}\n  aliases:\n    who: {a: user, B: target user}\n",
    ),
  );
  expect(rules.problems).toEqual([]);
  const [made] = rules.correlations;
  expect(made).toMatchObject({
    type: "correlation",
    correlation: "value_count",
    id: "C",
    level: "high",
    rules: ["A", "B"],
    groupBy: ["who", "src"],
    timespan: 7_200_000,
    condition: [
      { comparison: "gt", value: 3 },
      { comparison: "lte", value: 9 },
    ],
    field: ["user"],
    generate: true,
  });
  expect({ ...made?.aliases.who }).toEqual({ A: "user", B: "targetuser" });
});

test("Correlations may be of correlations in any order of documents, but not in a circle.", () => {
  const outer = correlation("inner, a").replaceAll("c\n", "outer\n");
  const inner = correlation("a").replaceAll("c\n", "inner\n");
  const chained = rulesOf(documents(outer, inner, rule("a")));
  expect(chained.problems).toEqual([]);
  expect(chained.correlations.map(({ title }) => title)).toEqual(["outer", "inner"]);
  expect(chained.correlations[0]?.rules).toEqual([
    chained.correlations[1]?.id,
    chained.detections[0]?.id,
  ]);
  const circle = rulesOf(documents(outer, inner.replace("[a]", "[outer]"), rule("a")));
  expect(circle.correlations).toEqual([]);
  expect(circle.problems.map(({ message }) => message).join("\n")).toMatch(/break the circle/);
});

test("A temporal correlation needs no condition; its group-by may be left out.", () => {
  const text =
    "title: c\ncorrelation:\n  type: temporal_ordered\n  rules: [a, b]\n  timespan: 30s\n";
  const [made] = rulesOf(documents(rule("a"), rule("b"), text)).correlations;
  expect(made).toMatchObject({
    correlation: "temporal_ordered",
    condition: [],
    field: [],
    groupBy: [],
    timespan: 30_000,
    generate: false,
    level: "medium",
  });
});

test.each([
  [correlation("nobody"), /"nobody" is not among the usable rules/],
  [correlation("a").replace("10m", "10w"), /number with s, m, h or d/],
  [correlation("a").replace("10m", "0s"), /number with s, m, h or d/],
  [correlation("a").replace("event_count", "value_sum"), /"value_sum" is not supported/],
  [correlation("a").replace("event_count", "value_percentile"), /"value_percentile" is not/],
  [correlation("a").replace("event_count", "value_count"), /must name .* the field/],
  [correlation("a").replace("{gte: 5}", "{gte: 5, field: x}"), /counts no field/],
  [correlation("a").replace("{gte: 5}", "{ge: 5}"), /"ge" is no comparison/],
  [correlation("a").replace("{gte: 5}", "{gte: many}"), /takes a whole number/],
  [correlation("a").replace("{gte: 5}", "{}"), /needs one of/],
  [correlation("a").replace("condition: {gte: 5}", ""), /must be a map/],
  [correlation("a").replace("rules: [a]", ""), /must name the rules/],
  [correlation("a", "  aliases: {who: {b: user}}\n"), /"b" is none of them/],
  [correlation("a", "  generate: maybe\n"), /true or false/],
  [correlation("broken"), /"broken" is not among the usable rules/],
])("The correlation %j is refused with a reason.", (text, why) => {
  const broken = rule("broken").replace("condition: s", "condition: t");
  const rules = rulesOf(documents(rule("a"), rule("b"), broken, text));
  expect(rules.correlations).toEqual([]);
  expect(rules.problems.map(({ message }) => message).join("\n")).toMatch(why);
});

const filter = (condition: string, rules = "a", source = "product: app"): string =>
  `title: f\nlogsource: {${source}}\nfilter:\n  rules: [${rules}]\n  s: {user: adm}\n  t: {host: jump}\n  condition: ${condition}\n`;

test("A filter that selects leaves out what it selects, of the rules that it names alone.", () => {
  const rules = rulesOf(documents(rule("a"), rule("b"), filter("s")));
  expect(rules.problems).toEqual([]);
  expect(matchedBy(rules, recordOf({ a: 1, b: 1, user: "adm" }))).toEqual(["b"]);
  expect(matchedBy(rules, recordOf({ a: 1, b: 1, user: "x" }))).toEqual(["a", "b"]);
});

test("A filter that negates says what is left.", () => {
  const rules = rulesOf(documents(rule("a"), filter("not s and not t")));
  expect(matchedBy(rules, recordOf({ a: 1, user: "adm" }))).toEqual([]);
  expect(matchedBy(rules, recordOf({ a: 1, host: "jump" }))).toEqual([]);
  expect(matchedBy(rules, recordOf({ a: 1 }))).toEqual(["a"]);
});

test("A filter whose selection negates still leaves out what it selects.", () => {
  const rules = rulesOf(documents(rule("a"), filter("s").replace("user: adm", "user|neq: adm")));
  expect(matchedBy(rules, recordOf({ a: 1, user: "adm" }))).toEqual(["a"]);
  expect(matchedBy(rules, recordOf({ a: 1, user: "x" }))).toEqual([]);
});

test("A filter for unknown rules or another log is told, and changes nothing.", () => {
  const text = documents(
    rule("a"),
    filter("s", "nobody"),
    filter("s", "a", "product: other").replace("title: f", "title: g"),
  );
  expect(told(text)).toEqual([
    expect.stringMatching(/"nobody" is no usable rule/),
    expect.stringMatching(/"a" is about another logsource/),
  ]);
  expect(matchedBy(rulesOf(text), recordOf({ a: 1, user: "adm" }))).toEqual(["a"]);
});

test("An expression that would stall a backtracking engine does not.", () => {
  const evil = ["^(a+)+$", "(a|a)*b", "(.*)*x", "^(\\w+\\s?)*$", "a*a*a*a*a*b"];
  const text = evil.map((one, n) => `s${n}:\n  F|re: '${one}'`).join("\n");
  const rules = rulesOf(ruleText(`${text}\ncondition: 1 of s*`));
  expect(rules.problems).toEqual([]);
  expect(matchedBy(rules, recordOf({ F: `${"a".repeat(20_000)}!` }))).toEqual([]);
  expect(matchedBy(rules, recordOf({ F: "a".repeat(20_000) }))).toEqual(["rule"]);
}, 30_000);

test("Values with many wildcards do not stall either.", () => {
  const rules = rulesOf(ruleText(`s:\n  F: '${"*a?".repeat(200)}b'\ncondition: s`));
  expect(matchedBy(rules, recordOf({ F: "a".repeat(20_000) }))).toEqual([]);
  expect(matchedBy(rules, recordOf({ F: `${"a".repeat(20_000)}b` }))).toEqual(["rule"]);
}, 30_000);

test("Keywords say which texts a line must have; rules that ask for fields do not.", () => {
  const keywords = ruleText(
    "k: ['Failed PASSWORD', 'in*valid USER']\ns: {a: 1}\ncondition: k and s",
  );
  expect(keywordLiterals(rulesOf(keywords), kindOf())).toEqual(
    new Set(["failed password", "valid user"]),
  );
  expect(keywordLiterals(rulesOf(documents(keywords, rule("a"))), kindOf())).toBeUndefined();
  expect(keywordLiterals(rulesOf(keywords), kindOf({ product: "other" }))).toEqual(new Set());
  expect(keywordLiterals(rulesOf(ruleText("k: ['é']\ncondition: k")), kindOf())).toBeUndefined();
  expect(
    keywordLiterals(rulesOf(ruleText("k: [abc]\ncondition: not k")), kindOf()),
  ).toBeUndefined();
});

test("A file of rules that is too long is told, not read.", () => {
  const { problems } = loadRules([{ file: "big.yml", text: "#".repeat(2_000_001) }]);
  expect(problems).toEqual([{ file: "big.yml", message: expect.stringMatching(/split it/) }]);
});

test("A regular expression longer than any person's is refused.", () => {
  expect(problemOf(`s:\n  F|re: '${"a".repeat(10_001)}'\ncondition: s`)).toMatch(/longer than/);
});
