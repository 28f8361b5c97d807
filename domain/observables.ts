import { cleanLine } from "./clean-text";
import { consider } from "./considered";
import { namesOf } from "./context-questions";
import type { Entity } from "./entity";
import { type LeftOut, OBSERVABLE_KINDS, type Observable } from "./observable";
import type { Policy } from "./policy";
import { readOwn } from "./public-observable";

const maxValueLength = 120;
const maxLeftOut = 60;
const maxNamed = 10;

/**
 * What is looked up for an incident: each public address, domain, URL and hash once, at most as
 * many as the policy allows, no kind crowding out another; and what is not, with the reason.
 * `notLookedAt` counts what a source might have known and was not asked about, for the limit or
 * because it cannot be asked: private addresses and what is ours are not among it.
 */
export function observablesOf(
  entities: Entity[],
  policy: Policy,
): { observables: Observable[]; leftOut: LeftOut[]; notLookedAt: number } {
  const found = new Map<string, Observable>();
  const leftOut = new Map<string, LeftOut>();
  const unexamined = new Set<string>();
  const own = readOwn(policy);
  for (const item of entities.flatMap((entity) => consider(entity, own))) {
    if ("observable" in item) {
      found.set(`${item.observable.kind} ${item.observable.value}`, item.observable);
    } else {
      const value = cleanLine(item.value, maxValueLength);
      leftOut.set(`${item.reason} ${value}`, { value, reason: item.reason });
      if (item.isUnexamined) unexamined.add(item.value);
    }
  }
  const all = [...found.values()];
  const observables = fairShare(all, Math.max(0, Math.floor(policy.lookUps.maxPerIncident)));
  return {
    observables,
    notLookedAt:
      all.length -
      observables.length +
      unexamined.size +
      entities.filter(({ kind }) => kind === "Other").length,
    leftOut: [
      ...beyondLimit(all, observables),
      ...shortened([...leftOut.values()]),
      ...shortened(notAsked(entities)),
    ],
  };
}

/** The kinds take turns until the limit is reached; those chosen keep their order. */
function fairShare(all: Observable[], limit: number): Observable[] {
  if (all.length <= limit) return all;
  const queues = OBSERVABLE_KINDS.map((kind) => all.filter((one) => one.kind === kind));
  const longest = Math.max(...queues.map(({ length }) => length));
  const turns = Array.from({ length: longest }, (_, turn) => queues.map((queue) => queue[turn]));
  const chosen = new Set(
    turns
      .flat()
      .filter((one) => one !== undefined)
      .slice(0, limit),
  );
  return all.filter((one) => chosen.has(one));
}

function beyondLimit(all: Observable[], chosen: Observable[]): LeftOut[] {
  const kept = new Set(chosen);
  const rest = all.filter((one) => !kept.has(one)).map(({ value }) => value);
  if (rest.length === 0) return [];
  const named = rest.slice(0, maxNamed).map((value) => cleanLine(value, 60));
  const more = rest.length - named.length;
  return [
    {
      value: more > 0 ? `${named.join(", ")} and ${more} more…` : named.join(", "),
      reason: `The policy looks up at most ${chosen.length} for one incident`,
    },
  ];
}

function shortened(leftOut: LeftOut[]): LeftOut[] {
  const more = leftOut.length - maxLeftOut;
  if (more <= 0) return leftOut;
  const last = { value: `and ${more} more…`, reason: "For reasons like these" };
  return [...leftOut.slice(0, maxLeftOut), last];
}

/** Kinds for which there is no question, by name: nobody shall think that they were checked. */
function notAsked(entities: Entity[]): LeftOut[] {
  const others = entities.filter((entity) => entity.kind === "Other");
  return [...Map.groupBy(others, ({ type }) => type)].map(([type, ones]) => ({
    value: cleanLine(`${cleanLine(type, 64)}: ${namesOf(ones)}`, 700),
    reason: "No source is asked about entities of this kind",
  }));
}
