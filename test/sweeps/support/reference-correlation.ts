import type { CorrelationRule } from "../../../sweeps/sigma/rule";

/** A match or a firing, in the order in which they come. */
export interface Match {
  rule: string;
  time: number;
  seq: number;
  count: number;
  group: string;
  value: string;
  firing?: boolean;
  /** A firing of a finding that has fired before. */
  ongoing?: boolean;
}

export interface Found {
  rule: string;
  group: string;
  first: number;
  last: number;
  count: number;
}

interface Kept extends Match {
  used: boolean;
}

type Episode = Found & { seq: number };

const compare = {
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
  eq: (a: number, b: number) => a === b,
  neq: (a: number, b: number) => a !== b,
};

const ordered = (matches: readonly Kept[]): Kept[] =>
  matches.toSorted((one, other) => one.time - other.time || one.seq - other.seq);

/** How much of what the correlation counts is in a window, in order. */
const amounts: Record<
  CorrelationRule["correlation"],
  (window: readonly Kept[], rules: readonly string[]) => number
> = {
  event_count: (window) => window.reduce((sum, { count, firing }) => sum + (firing ? 1 : count), 0),
  value_count: (window) => new Set(window.map(({ value }) => value)).size,
  temporal: (window) => new Set(window.map(({ rule }) => rule)).size,
  temporal_ordered: (window, rules) => longestPrefix(rules, window),
};

/** By trying every choice of matches. */
function longestPrefix(rules: readonly string[], window: readonly Kept[]): number {
  const [wanted, ...others] = rules;
  if (wanted === undefined) return 0;
  let longest = 0;
  window.forEach((match, at) => {
    if (match.rule !== wanted) return;
    const rest = window
      .slice(at + 1)
      .filter(({ time, seq }) => time !== match.time || seq !== match.seq);
    longest = Math.max(longest, 1 + longestPrefix(others, rest));
  });
  return longest;
}

function holds(rule: CorrelationRule, window: readonly Kept[]): boolean {
  const found = amounts[rule.correlation](window, rule.rules);
  const all = rule.correlation === "temporal" ? new Set(rule.rules).size : rule.rules.length;
  const least = rule.correlation.startsWith("temporal") ? all : 1;
  const conditions =
    rule.condition.length > 0 ? rule.condition : [{ comparison: "gte" as const, value: least }];
  return (
    found > 0 && conditions.every(({ comparison, value }) => compare[comparison](found, value))
  );
}

/** What goes on within a timespan, with nothing in between, is one, as late as its last. */
function goOn(rule: CorrelationRule, all: Kept[], episodes: readonly Episode[], added: Kept): void {
  const isOfGroup = ({ group }: { group: string }): boolean => group === added.group;
  const last = ordered(all.filter((one) => isOfGroup(one) && one !== added && !one.used)).at(-1);
  if (!last || last.rule !== added.rule) return;
  if (last.time > added.time || last.time < added.time - rule.timespan) return;
  if (episodes.some((episode) => isOfGroup(episode) && episode.last >= last.time)) return;
  all.splice(all.indexOf(last), 1);
  added.count += last.count;
}

/** Remembers everything, and looks at every window each time. Answers the findings, and hands on what fires. */
export function referenceCorrelation(
  rule: CorrelationRule,
  fires: (match: Match, isOpening: boolean) => void = () => undefined,
): { came(match: Match): void; found: Found[] } {
  const all: Kept[] = [];
  const episodes: Episode[] = [];

  const windowOf = (group: readonly Kept[], end: Kept): Kept[] =>
    group.slice(0, group.indexOf(end) + 1).filter(({ time }) => time >= end.time - rule.timespan);
  const use = (episode: Episode, match: Kept): void => {
    match.used = true;
    if (episode.seq !== match.seq) episode.count += match.count;
    episode.seq = match.seq;
    episode.first = Math.min(episode.first, match.time);
    episode.last = Math.max(episode.last, match.time);
  };
  const cameEarly = (group: readonly Kept[], episode: Episode): void => {
    for (const match of group)
      if (!match.used && match.time >= episode.first && match.time < episode.last + rule.timespan)
        use(episode, match);
  };
  return {
    found: episodes,
    came(match) {
      const added: Kept = { ...match, used: false };
      all.push(added);
      let opened = false;
      let episode = episodes.find(
        (one) =>
          one.group === match.group &&
          match.time > one.first - rule.timespan &&
          match.time < one.last + rule.timespan,
      );
      if (!episode && match.ongoing) goOn(rule, all, episodes, added);
      const group = ordered(all.filter((one) => one.group === match.group));
      const ends = group
        .slice(group.indexOf(added))
        .filter(({ time }) => time <= added.time + rule.timespan);
      if (episode) {
        use(episode, added);
      } else {
        const end = ends.find(
          (one) =>
            !one.used &&
            holds(
              rule,
              windowOf(group, one).filter(({ used }) => !used),
            ),
        );
        if (end) {
          const { time } = end;
          const fresh = {
            rule: rule.id,
            group: match.group,
            first: time,
            last: time,
            count: 0,
            seq: -1,
          };
          for (const one of windowOf(group, end)) if (!one.used) use(fresh, one);
          episodes.push(fresh);
          opened = true;
          episode = fresh;
        }
      }
      if (episode) {
        cameEarly(group, episode);
        episode.seq = match.seq;
      }
      const fired = ends.find((end) => holds(rule, windowOf(group, end)));
      if (fired)
        fires(
          {
            rule: rule.id,
            time: fired.time,
            seq: match.seq,
            count: opened ? episode!.count : match.count,
            group: match.group,
            value: match.group,
            firing: true,
            ongoing: !opened,
          },
          opened,
        );
    },
  };
}
