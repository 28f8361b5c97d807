import { join } from "node:path";
import { ruleFiles } from "../../scripts/rules/files";
import { createDetector } from "../../sweeps/detection/detector";
import type { Finding } from "../../sweeps/finding";
import { loadRules } from "../../sweeps/sigma/rules";
import { auditLog } from "./own-rules/auditd";
import { sqlErrorLog } from "./own-rules/errorlog";
import { Dice, type MadeLog } from "./own-rules/facts";
import { iisLog } from "./own-rules/iis";
import { applicationLog } from "./own-rules/json";
import { countedIn, followingIn } from "./own-rules/naive";
import { authLog } from "./own-rules/sshd";
import { sweep } from "./own-rules/sweep";
import { securityLog } from "./own-rules/windows";

const rules = loadRules(ruleFiles(join(__dirname, "../../rules")));
const detector = createDetector({ ruleSet: rules });
const names = new Map(
  [...rules.detections, ...rules.correlations].map(({ id, name }) => [id, name ?? id]),
);

const LOGS = {
  "of sshd": authLog,
  "of Windows": securityLog,
  "of SQL Server": sqlErrorLog,
  "of IIS": iisLog,
  "of the audit daemon": auditLog,
  "of applications": applicationLog,
} as const;
const SEEDS = 12;
const seeds = Array.from({ length: SEEDS }, (_, seed) => seed + 1);

const shown = (rule: string, group: Readonly<Record<string, string>>, rest: object = {}): string =>
  JSON.stringify([rule, Object.entries(group).toSorted(([a], [b]) => (a < b ? -1 : 1)), rest]);

/** By rule and group; of rules that count also how many and from when. */
function expectedIn({ facts, alone }: MadeLog): string[] {
  const counted = countedIn(facts).map(({ rule, group, count, first }) =>
    shown(rule, group, { count, first }),
  );
  const others = [...followingIn(facts), ...alone].map(({ rule, group }) => shown(rule, group));
  return [...counted, ...others].toSorted();
}

function foundAs(findings: readonly Finding[], counts: ReadonlySet<string>): string[] {
  const texts = findings.map(({ rule, group, count, first }) => {
    const name = names.get(rule.id)!;
    const rest = counts.has(name) ? { count, first: Date.parse(first!) } : {};
    return shown(name, group, rest);
  });
  return [...new Set(texts)].toSorted();
}

const COUNTS: ReadonlySet<string> = new Set(
  rules.correlations
    .filter(({ correlation }) => correlation.endsWith("_count"))
    .map(({ name }) => name!),
);

/** About accounts that come and go, and shares: their own examples test them. */
const BY_OTHER_EXAMPLES = [
  "many_shared_files_denied",
  "new_account_became_admin",
  "new_linux_account_became_admin",
  "short_lived_account",
  "short_lived_linux_account",
];

describe.each(Object.entries(LOGS))("In logs %s", (_, make) => {
  test.each(seeds)("all is found that was planted, and nothing else (seed %i).", (seed) => {
    const log = make(seed);
    expect(foundAs(sweep(detector, log, []), COUNTS)).toEqual(expectedIn(log));
  });

  test.each(seeds)("it is the same in however many sweeps (seed %i).", (seed) => {
    const log = make(seed);
    const dice = new Dice(seed * 7 + 1);
    const lines = log.text.split("\n").length;
    const cuts = Array.from({ length: dice.between(1, 25) }, () => dice.below(lines + 1));
    expect(foundAs(sweep(detector, log, cuts), COUNTS)).toEqual(expectedIn(log));
  });
});

test("Every rule that counts, or follows one that does, has found something.", () => {
  const logs = seeds.flatMap((seed) => Object.values(LOGS).map((make) => make(seed)));
  const found = new Set(logs.flatMap((log) => sweep(detector, log, []).map(({ rule }) => rule.id)));
  const missing = rules.correlations.filter(({ id, level, tags }) => {
    const isBlock = level === "informational" && tags.length === 0;
    return !isBlock && !found.has(id);
  });
  expect(new Set(missing.map(({ name }) => name))).toEqual(new Set(BY_OTHER_EXAMPLES));
});
