import { type EventRow, filterOf } from "./filter";
import type { Finding } from "./notables";
import { SearchError, type Token, tokensOf } from "./tokens";

export type ResultRow = Record<string, string>;

const counting = "stats count min ( _time ) AS first max ( _time ) AS last BY sourcetype | sort";

/** What a search finds among events: `search …` with the one count by sourcetype, or `| tstats count where …`. */
export function searched(
  search: string,
  events: readonly EventRow[],
  findings?: readonly Finding[],
): ResultRow[] {
  const [first = [], ...rest] = stagesOf(tokensOf(search, findings ? ["notable"] : []));
  if (findings && textOf(first) === "search `notable`") return foundBy(rest, findings);
  const [command, ...more] = first;
  if (command?.text === "search") {
    return sorted(rest, bySourcetype(events.filter(filterOf(more))));
  }
  const [tstats] = rest;
  if (
    first.length === 0 &&
    rest.length === 1 &&
    textOf(tstats!).startsWith("tstats count where ")
  ) {
    return [{ count: String(events.filter(filterOf(tstats!.slice(3))).length) }];
  }
  throw new SearchError(`Unknown search command '${(command ?? rest[0]?.[0])?.text ?? ""}'.`);
}

function stagesOf(tokens: readonly Token[]): Token[][] {
  const stages: Token[][] = [[]];
  for (const token of tokens) {
    if (token.text === "|" && !token.isPhrase) stages.push([]);
    else stages.at(-1)!.push(token);
  }
  return stages;
}

/** What `search event_id="…" | head … | table …` leaves of findings. */
function foundBy(stages: readonly Token[][], findings: readonly Finding[]): ResultRow[] {
  const [filter = [], head = [], table = [], ...more] = stages;
  const [, most] = /^head (\d+)$/.exec(textOf(head)) ?? [];
  const isTable = table[0]?.text === "table";
  if (!/^search event_id = \S/.test(textOf(filter)) || !isTable || more.length > 0 || !most) {
    throw new SearchError(`Unknown search command '${filter[0]?.text ?? ""}'.`);
  }
  const id = filter[3]!.text.toLowerCase();
  const columns = table.slice(1).map(({ text }) => text);
  return findings
    .filter((one) => one.event_id.toLowerCase() === id)
    .slice(0, Number(most))
    .map((one) => Object.fromEntries(columns.map((column) => [column, { ...one }[column] ?? ""])));
}

const textOf = (stage: readonly Token[]): string => stage.map(({ text }) => text).join(" ");

function sorted(stages: readonly Token[][], rows: ResultRow[]): ResultRow[] {
  const text = stages.map(textOf).join(" | ");
  const [, most] = /^ (\d+) - count$/.exec(text.slice(counting.length)) ?? [];
  if (!text.startsWith(counting) || most === undefined) {
    throw new SearchError(`Unknown search command '${stages[0]?.[0]?.text ?? ""}'.`);
  }
  return rows
    .toSorted((one, other) => Number(other["count"]) - Number(one["count"]))
    .slice(0, Number(most) || undefined);
}

const bySourcetype = (events: readonly EventRow[]): ResultRow[] =>
  [...Map.groupBy(events, ({ sourcetype }) => sourcetype)].map(([sourcetype, ones]) => {
    const times = ones.map(({ at }) => Date.parse(at) / 1_000);
    return {
      sourcetype,
      count: String(ones.length),
      first: Math.min(...times).toFixed(3),
      last: Math.max(...times).toFixed(3),
    };
  });

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** A time as a search's bounds have it, in milliseconds since 1970: "now", "-14d". */
export function timeOf(text: string, now: number): number {
  if (text === "now") return now;
  const [, count, unit = ""] = /^-(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * unitSeconds[unit]! * 1_000;
  throw new SearchError(`Invalid earliest_time or latest_time: '${text}'.`);
}
