import { cleanLine } from "./clean-text";
import { CONTEXT_SOURCES, type ContextSourceName, contextSources } from "./context-source";
import type { Entity } from "./entity";
import type { LeftOut } from "./observable";
import { MOST_BYTES, bytesOf } from "./pieces";
import type { Policy } from "./policy";
import { labelOf } from "./signal";

/** One question to one source about as many entities as it takes at once. */
export interface ContextQuestion {
  source: ContextSourceName;
  entities: Entity[];
}

const maxNamed = 10;

/**
 * Which sources of context are asked about what, as the policy says: each about every entity that it takes, of
 * each kind at most as many as are looked up for one incident. What is over that, and accounts, hosts and
 * resources that the policy asks no source about, are left out with the reason; `notLookedAt` counts them.
 */
export function contextQuestionsOf(
  entities: Entity[],
  policy: Pick<Policy, "context" | "lookUps">,
): { questions: ContextQuestion[]; leftOut: LeftOut[]; notLookedAt: number } {
  const most = Math.max(0, Math.floor(policy.lookUps.maxPerIncident));
  const byKind = [...Map.groupBy(entities, ({ kind }) => kind)];
  // A run that an older version began has a policy without the sources of since then.
  const asked = CONTEXT_SOURCES.filter((source) => policy.context[source]?.isAsked);
  const within = byKind.flatMap(([, ones]) => ones.slice(0, most));
  const questions = asked.flatMap((source) => {
    const { takes, batch } = contextSources[source];
    const taken = within.filter(({ kind }) => takes.includes(kind));
    return inBatches(taken, batch).map((ones) => ({ source, entities: ones }));
  });
  const leftOut: LeftOut[] = [];
  let notLookedAt = 0;
  for (const [kind, ones] of byKind) {
    const isAsked = asked.some((source) => contextSources[source].takes.includes(kind));
    const rest = isAsked ? ones.slice(most) : onlyInContext.includes(kind) ? ones : [];
    if (rest.length === 0) continue;
    notLookedAt += rest.length;
    const reason = isAsked
      ? `The policy asks our own systems about ${most} of a kind for one incident`
      : "The policy asks no source about entities of this kind";
    leftOut.push({ value: namesOf(rest), reason });
  }
  return { questions, leftOut, notLookedAt };
}

/** Kinds that no source of reputations knows. */
const onlyInContext: readonly Entity["kind"][] = [
  "Account",
  "Host",
  "AzureResource",
  "CloudResource",
];

/** Names for one line: the first of them, and how many more. */
export function namesOf(entities: Entity[]): string {
  const named = entities.slice(0, maxNamed).map((entity) => cleanLine(labelOf(entity), 60));
  const more = entities.length - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more…` : named.join(", ");
}

/** Batches of at most so many, and of no more bytes than a step is given. */
function inBatches<T>(items: T[], size: number): T[][] {
  const batches: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const more = bytesOf(item) + 1;
    const last = batches.at(-1);
    if (last && last.length < size && bytes + more < MOST_BYTES) {
      last.push(item);
      bytes += more;
    } else {
      batches.push([item]);
      bytes = more;
    }
  }
  return batches;
}
