import { type Fact, type Found, HOUR, MINUTE } from "./facts";

/** A finding that counts: what it is grouped by, of how many, and from when. */
export interface Counted extends Found {
  count: number;
  first: number;
}

type Group = (fact: Fact) => Record<string, string | undefined>;

interface Counting {
  rule: string;
  of: (fact: Fact) => boolean;
  by: Group;
  within: number;
  least: number;
  /** Whose distinct values count; records, without one. */
  distinct?: (fact: Fact) => string | undefined;
}

const bySource: Group = ({ source }) => ({ "source.address": source });
const byAccount: Group = ({ host, user }) => ({ "host.name": host, "user.name": user });
const byName: Group = ({ user }) => ({ "user.name": user });
const user = (fact: Fact): string | undefined => fact.user;
const isGuess = ({ what }: Fact): boolean => what === "guess";
const isFirst = (fact: Fact): boolean => isGuess(fact) && fact.witness === "first";

/** What docs/sweep-rules.md says of rules that count. */
const COUNTING: readonly Counting[] = [
  { rule: "brute_force_from_source", of: isFirst, by: bySource, within: 10 * MINUTE, least: 5 },
  {
    rule: "brute_force_on_account",
    of: (fact) => isFirst(fact) && fact.host !== undefined,
    by: byAccount,
    within: 10 * MINUTE,
    least: 10,
  },
  {
    rule: "brute_force_on_account_without_host",
    of: (fact) => isFirst(fact) && fact.host === undefined,
    by: byName,
    within: 10 * MINUTE,
    least: 10,
  },
  {
    rule: "brute_force_by_ntlm",
    of: (fact) => isGuess(fact) && fact.witness === "ntlm",
    by: bySource,
    within: 10 * MINUTE,
    least: 5,
  },
  {
    rule: "brute_force_audited",
    of: (fact) => isGuess(fact) && fact.witness === "audit",
    by: bySource,
    within: 10 * MINUTE,
    least: 5,
  },
  {
    rule: "password_spray",
    of: isGuess,
    by: bySource,
    within: 10 * MINUTE,
    least: 5,
    distinct: user,
  },
  {
    rule: "slow_password_spray",
    of: isGuess,
    by: bySource,
    within: 24 * HOUR,
    least: 10,
    distinct: user,
  },
  {
    rule: "account_enumeration",
    of: ({ what }) => what === "asked",
    by: bySource,
    within: HOUR,
    least: 10,
    distinct: user,
  },
  {
    rule: "account_from_many_addresses",
    of: ({ what, isRemote }) => what === "log-in" && isRemote === true,
    by: byAccount,
    within: 24 * HOUR,
    least: 5,
    distinct: ({ source }) => source,
  },
  {
    rule: "many_files_denied",
    of: ({ what, witness }) => what === "denied" && witness === "first",
    by: byAccount,
    within: 10 * MINUTE,
    least: 10,
    distinct: ({ path }) => path,
  },
  {
    rule: "many_files_denied_audited",
    of: ({ what, witness }) => what === "denied" && witness === "audit",
    by: (fact) => ({ "user.id": fact.user, ses: fact.session }),
    within: 10 * MINUTE,
    least: 10,
    distinct: ({ path }) => path,
  },
  {
    rule: "many_lockouts",
    of: ({ what }) => what === "locked",
    by: () => ({}),
    within: HOUR,
    least: 5,
    distinct: user,
  },
  {
    rule: "explicit_credential_spray",
    of: ({ what }) => what === "explicit",
    by: ({ host, session }) => ({ "host.name": host, SubjectUserName: session }),
    within: 10 * MINUTE,
    least: 5,
    distinct: user,
  },
  {
    rule: "elevation_guessed",
    of: ({ what }) => what === "elevation",
    by: byAccount,
    within: 10 * MINUTE,
    least: 5,
  },
];

/** Rules of a log-in that follows failures: the rule that counts these, and how long after them. */
const FOLLOWING = [
  ["success_after_failures_from_source", "brute_force_from_source"],
  ["success_after_failures_of_account", "brute_force_on_account"],
  ["success_after_failures_without_host", "brute_force_on_account_without_host"],
  ["success_after_failures_audited", "brute_force_audited"],
] as const;

/** What rules that count must find in these facts, which are in order of time. */
export const countedIn = (facts: readonly Fact[]): Counted[] =>
  COUNTING.flatMap((rule) =>
    [...grouped(rule, facts.filter(rule.of))].flatMap(([key, of]) => findings(rule, key, of)),
  );

/** By group as JSON; facts without a value to group by or to count are in none. */
function grouped({ by, distinct }: Pick<Counting, "by" | "distinct">, facts: readonly Fact[]) {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const group = by(fact);
    if (Object.values(group).includes(undefined)) continue;
    if (distinct && distinct(fact) === undefined) continue;
    const key = JSON.stringify(group);
    groups.set(key, [...(groups.get(key) ?? []), fact]);
  }
  return groups;
}

/** A finding goes on while something comes less than the rule's time after its last. */
function findings(rule: Counting, key: string, facts: readonly Fact[]): Counted[] {
  const found: Counted[] = [];
  let last = -Infinity;
  let waiting: Fact[] = [];
  for (const fact of facts) {
    if (fact.time < last + rule.within) {
      found.at(-1)!.count += fact.count;
      last = fact.time;
      continue;
    }
    waiting = [...waiting, fact].filter(({ time }) => time >= fact.time - rule.within);
    if (amount(rule, waiting) < rule.least) continue;
    found.push({
      rule: rule.rule,
      group: JSON.parse(key) as Record<string, string>,
      count: waiting.reduce((sum, { count }) => sum + count, 0),
      first: waiting[0]!.time,
    });
    last = fact.time;
    waiting = [];
  }
  return found;
}

const amount = ({ distinct }: Counting, facts: readonly Fact[]): number =>
  distinct ? new Set(facts.map(distinct)).size : facts.reduce((sum, { count }) => sum + count, 0);

/** What rules about success after failures must find. */
export const followingIn = (facts: readonly Fact[]): Found[] =>
  FOLLOWING.flatMap(([rule, counts]) => {
    const counting = COUNTING.find((one) => one.rule === counts)!;
    const successes = grouped(
      counting,
      facts.filter(({ what }) => what === "log-in"),
    );
    return [...grouped(counting, facts.filter(counting.of))]
      .filter(([key, failures]) => followed(counting, failures, successes.get(key) ?? []))
      .map(([key]) => ({ rule, group: JSON.parse(key) as Record<string, string> }));
  });

const followed = (
  counting: Counting,
  failures: readonly Fact[],
  successes: readonly Fact[],
): boolean =>
  failures.some(({ time }, index) => {
    const window = failures.slice(0, index + 1).filter((one) => one.time >= time - counting.within);
    return (
      amount(counting, window) >= counting.least &&
      successes.some((success) => success.time >= time && success.time <= time + HOUR)
    );
  });
