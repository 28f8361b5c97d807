import type { OrchestrationContext } from "durable-functions";
import type { Gap } from "../domain/assessment";
import type { Entity } from "../domain/entity";
import type { Incident, IncidentRef } from "../domain/incident";
import { incidentOfHint } from "../domain/incident-of-hint";
import { draftOfFinding } from "../domain/incident-of-finding";
import { type Outcome, success } from "../domain/outcome";
import { isRedirected, mergeEntities, settled } from "../domain/settle";
import { isYoung, settlingWaits } from "../domain/settling";
import type { SweepOrigin } from "../domain/sweep";
import { type Flow, ask, sleep } from "../durable/flow";
import {
  type ResponseInput,
  type SettledIncident,
  activities,
  enter,
  patienceOf,
  stepOf,
} from "./response";

/** Why there is nothing to respond to. */
export interface NotSettled {
  ok: false;
  reason: string;
}

/** Finds out what the incident is, from Sentinel itself, and waits for entities that come late. */
export function* settleIncident(
  context: OrchestrationContext,
  input: ResponseInput,
): Flow<SettledIncident | NotSettled> {
  enter(context, "settling");
  const { hint, policy } = input;
  if (hint.sweep) return yield* settleFinding(context, input, hint.sweep);
  const found = yield* findIncident(context, input);
  if (!found.ok) return found;

  const { readIncident } = activities(context);
  const { ref } = found;
  const read = yield* ask(context, () => readIncident({ ref }), patienceOf(policy));
  if (!read.ok && read.failure.kind === "not-found") {
    return {
      ok: false,
      reason: `Sentinel has no incident ${ref.name}: it was deleted, or never here`,
    };
  }

  const told = incidentOfHint(hint, ref);
  const incident = read.ok ? settled(read.value, hint) : told;
  if (isRedirected(incident) || isRedirected(told)) {
    return { ok: false, reason: `Incident ${ref.name} was merged into another one by Defender` };
  }
  if (incident.status === "Closed") {
    return { ok: false, reason: `Incident ${ref.name} is closed already` };
  }
  const entities = yield* entitiesOf(context, input, incident);
  const unread = [
    ...gapOf("the incident", read),
    ...gapOf("the incident's entities", entities.lastRead),
  ];
  return {
    ok: true,
    incident,
    entities: entities.entities,
    entitiesLeftOut: entities.leftOut,
    unread,
    notes: [
      ...unread.map(({ failure }) => `Sentinel could not be read: ${failure.message}`),
      ...noteOn(entities),
    ],
  };
}

/**
 * The incident that a finding is. Sentinel's API attaches entities to no incident that it did not raise
 * itself: they are the finding's own. Where it is not made there, or cannot be, the run goes on without Sentinel.
 */
function* settleFinding(
  context: OrchestrationContext,
  { hint, policy }: ResponseInput,
  sweep: SweepOrigin,
): Flow<SettledIncident | NotSettled> {
  const { incident: ref, entities, entitiesLeftOut } = hint;
  if (!ref) return { ok: false, reason: "The finding has no incident's name" };
  const told: Incident = {
    ...incidentOfHint(hint, ref),
    created: sweep.foundAt,
    providerName: "Durable Response",
    isOutsideSentinel: true,
  };
  const found: SettledIncident = {
    ok: true,
    incident: told,
    entities,
    entitiesLeftOut,
    unread: [],
    notes: [
      ...sweep.notes,
      ...(sweep.reportOnly === undefined ? [] : [`Reports only: ${sweep.reportOnly}`]),
      ...noteOn({ entities, leftOut: entitiesLeftOut, lastRead: success(null) }),
    ],
  };
  if (!sweep.isInSentinel) return found;
  const { createIncident } = activities(context);
  const step = stepOf(context, ref, "create");
  const draft = draftOfFinding(hint, policy.open.tag);
  const made = yield* ask(context, () => createIncident({ step, ref, draft }), patienceOf(policy));
  if (!made.ok) {
    const note = `It could not be made in Sentinel: ${made.failure.message}`;
    return { ...found, notes: [...found.notes, note] };
  }
  if (made.value.status === "Closed") {
    return { ok: false, reason: `Incident ${ref.name} is closed already` };
  }
  return { ...found, incident: made.value };
}

type Found = { ok: true; ref: IncidentRef } | NotSettled;

/** The incident of the trigger; an alert's may be made a little after the alert. */
function* findIncident(
  context: OrchestrationContext,
  { hint, policy }: ResponseInput,
): Flow<Found> {
  if (hint.incident) return { ok: true, ref: hint.incident };
  if (!hint.alert)
    return { ok: false, reason: "The trigger names neither an incident nor an alert" };

  const { alert } = hint;
  const { findIncidentOfAlert } = activities(context);
  let reason = "";
  for (const waitMs of settlingWaits(policy.settle.patienceMinutes)) {
    const found = yield* ask(context, () => findIncidentOfAlert(alert), patienceOf(policy));
    if (found.ok && found.value) return { ok: true, ref: found.value };
    // An outage is waited out like an incident that is not made yet: nobody delivers the alert again.
    reason = found.ok
      ? `No incident belongs to alert ${alert.systemAlertId}`
      : `The alert's incident was not found: ${found.failure.message}`;
    if (waitMs > 0) yield* sleep(context, waitMs);
  }
  return { ok: false, reason };
}

interface FoundEntities {
  entities: Entity[];
  /** How many more the incident has. */
  leftOut: number;
  lastRead: Outcome<unknown>;
}

/** Joins what the trigger carried with what Sentinel has, as soon as there is anything. */
function* entitiesOf(
  context: OrchestrationContext,
  { hint, policy }: ResponseInput,
  incident: Incident,
): Flow<FoundEntities> {
  const { patienceMinutes } = policy.settle;
  const isPatient = isYoung(incident, context.df.currentUtcDateTime, patienceMinutes);
  const waits = isPatient ? settlingWaits(patienceMinutes) : [0];
  for (;;) {
    const read = yield* readPages(context, incident.ref, patienceOf(policy));
    const entities = mergeEntities(hint.entities, read.entities);
    const waitMs = waits.shift() ?? 0;
    if (entities.length > 0 || !read.last.ok || waitMs === 0) {
      const leftOut = Math.max(hint.entitiesLeftOut, read.leftOut);
      return { entities, leftOut, lastRead: read.last };
    }
    yield* sleep(context, waitMs);
  }
}

/** What was read of an incident's entities, page by page: a page that fails is the last. */
interface ReadPages {
  entities: Entity[];
  leftOut: number;
  last: Outcome<unknown>;
}

function* readPages(
  context: OrchestrationContext,
  ref: IncidentRef,
  patienceMs: number,
): Flow<ReadPages> {
  const { readEntities } = activities(context);
  const entities: Entity[] = [];
  let leftOut = 0;
  for (let from: number | undefined = 0; ;) {
    const input: { ref: IncidentRef; from?: number } = { ref, ...(from > 0 && { from }) };
    const page = yield* ask(context, () => readEntities(input), patienceMs);
    if (!page.ok) return { entities, leftOut, last: page };
    entities.push(...page.value.entities);
    leftOut = page.value.leftOut;
    from = page.value.next;
    if (from === undefined) return { entities, leftOut, last: page };
  }
}

const gapOf = (what: string, outcome: Outcome<unknown>): Gap[] =>
  outcome.ok ? [] : [{ question: `Microsoft Sentinel about ${what}`, failure: outcome.failure }];

/** A bound on what one run takes in is said, never silent. */
function noteOn({ entities, leftOut, lastRead }: FoundEntities): string[] {
  if (leftOut > 0) {
    const taken = entities.length;
    return [`${leftOut} more entities of the incident were not looked at: a run takes ${taken}`];
  }
  return entities.length === 0 && lastRead.ok ? ["The incident has no entities"] : [];
}
