import { createDetector } from "../../sweeps/detection/detector";
import type { Detector } from "../../sweeps/detector";
import type { Finding } from "../../sweeps/finding";
import { compile } from "../../sweeps/sigma/compile";
import type { RuleDocument, RuleFile } from "../../sweeps/sigma/document";
import { headOf } from "../../sweeps/sigma/head";
import { readRules } from "../../sweeps/sigma/read";
import type { RuleHead, RuleSet } from "../../sweeps/sigma/rule";
import { type Example, type Expected, examplesOf } from "./examples";
import { formatNames, runExample } from "./run-example";

/** How the examples of one rule went. */
export interface RuleTest {
  rule: string;
  level: string;
  file: string;
  positives: number;
  negatives: number;
  problems: TestProblem[];
}

export interface TestProblem {
  file: string;
  line: number;
  message: string;
}

/** Runs the examples of all rules in the files, against all of these rules together. */
export function testRules(files: readonly RuleFile[]): RuleTest[] {
  const read = readRules(files);
  const rules = compile(read);
  const detector = createDetector({ ruleSet: rules });
  const telling = tellingRules(rules);
  const tests = read.documents.flatMap((document) => {
    const rule = telling.get(idOf(document) ?? "");
    if (rule) return [testOf(document, rule, { detector, telling })];
    const misplaced = misplacedIn(document);
    return misplaced ? [misplaced] : [];
  });
  const broken = Map.groupBy(rules.problems, ({ file }) => file);
  const unusable = [...broken].map(([file, problems]): RuleTest => ({
    rule: "(cannot be used)",
    level: "",
    file,
    positives: 0,
    negatives: 0,
    problems: problems.map(({ line = 1, message }) => ({ file, line, message })),
  }));
  return [...tests, ...unusable];
}

/** By id, the rules that give findings: not those that only correlations use. */
export function tellingRules({ detections, correlations }: RuleSet): Map<string, RuleHead> {
  const all: readonly RuleHead[] = [...detections, ...correlations];
  const telling = all.filter(({ id }) => {
    const users = correlations.filter(({ rules }) => rules.includes(id));
    return users.length === 0 || users.some(({ generate }) => generate);
  });
  return new Map(telling.map((rule) => [rule.id, rule]));
}

/** Undefined for one whose head cannot be read: that is told as a problem of its file. */
function idOf(document: RuleDocument): string | undefined {
  try {
    return headOf(document).id;
  } catch {
    return undefined;
  }
}

function misplacedIn(document: RuleDocument): RuleTest | undefined {
  const { file, fields } = document;
  if (fields.examples === undefined) return undefined;
  const title = typeof fields.title === "string" ? fields.title : file;
  const line = document.line(["examples"]);
  const message =
    "This gives no findings of its own; put its examples into the correlation that uses it.";
  const problems = [{ file, line, message }];
  return { rule: title, level: "", file, positives: 0, negatives: 0, problems };
}

interface Bench {
  detector: Detector;
  telling: ReadonlyMap<string, RuleHead>;
}

function testOf(document: RuleDocument, rule: RuleHead, bench: Bench): RuleTest {
  const { file } = document;
  const { examples, problems } = examplesOf(document);
  const told = problems.map((problem): TestProblem => ({ file, ...problem }));
  for (const sort of ["positive", "negative"] as const)
    if (!examples.some((one) => one.sort === sort))
      told.push({
        file,
        line: document.line(["title"]),
        message: `There is no ${sort} example; add one under examples.`,
      });
  for (const example of examples)
    for (const message of wrongIn(example, rule, bench))
      told.push({ file, line: example.line, message: `${example.sort}: ${message}` });
  return {
    rule: rule.title,
    level: rule.level,
    file,
    positives: examples.filter(({ sort }) => sort === "positive").length,
    negatives: examples.filter(({ sort }) => sort === "negative").length,
    problems: told,
  };
}

function wrongIn(example: Example, rule: RuleHead, { detector, telling }: Bench): string[] {
  const ran = runExample(detector, example);
  if (!ran) return [`"${example.format}" is no format; there are ${formatNames().join(", ")}.`];
  const { findings, unparsed, records } = ran;
  const own = findings.filter((finding) => finding.rule.id === rule.id);
  return [
    ...unparsed.map((line) => `this line is no record of ${example.format}: ${line}`),
    ...(records === 0 ? ["its lines make no record."] : []),
    ...differences(own, example.finds),
    ...othersIn(findings, rule, example, telling),
  ];
}

function differences(found: readonly Finding[], expected: readonly Expected[]): string[] {
  const is = found.map(({ group, count }) => shown({ group, count }));
  const should = expected.map(shown);
  return [
    ...should.filter((one) => !is.includes(one)).map((one) => `it does not find ${one}.`),
    ...is.filter((one) => !should.includes(one)).map((one) => `it finds ${one}.`),
    ...(is.length > new Set(is).size ? ["it finds the same twice."] : []),
  ];
}

function shown({ group, count }: Expected): string {
  const fields = Object.entries(group).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `${count} × ${JSON.stringify(Object.fromEntries(fields))}`;
}

/** Rules that find something and are not named in `also`, or the other way round. */
function othersIn(
  findings: readonly Finding[],
  rule: RuleHead,
  { also }: Example,
  telling: Bench["telling"],
): string[] {
  const found = findings.filter((one) => one.rule.id !== rule.id).map((one) => one.rule.id);
  const others = new Set(found.map((id) => telling.get(id)?.name ?? id));
  return [
    ...also
      .filter((name) => !others.has(name))
      .map((name) => `the rule ${name} finds nothing, though "also" names it.`),
    ...[...others]
      .filter((name) => !also.includes(name))
      .map((name) => `the rule ${name} finds something, and "also" does not name it.`),
  ];
}
