import type { OrchestrationContext } from "durable-functions";
import { defang } from "../domain/defang";
import { type CaseState, followUp } from "../domain/follow";
import type { IncidentRef, Severity } from "../domain/incident";
import { type Outcome, isRetryable } from "../domain/outcome";
import type { Policy } from "../domain/policy";
import { isRedirected } from "../domain/settle";
import { type Ticket, ticketRefOf } from "../domain/ticket";
import { type Flow, ask, askAll, eventBefore } from "../durable/flow";
import { type Seen, act } from "./follow-actions";
import { activities, stepOf } from "./response";

/** What is followed, as the run left it. */
export interface FollowInput {
  ref: IncidentRef;
  incidentNumber: number;
  severity: Severity;
  isOwned: boolean;
  ticket: Ticket | null;
  /** Of the page that was sent; null when nobody was paged. */
  pageKey: string | null;
  /** Containments whose providers were still at it, and what they are. */
  pending: PendingContainment[];
  policy: Pick<Policy["follow"], "everyMinutes" | "forDays" | "closeIncidentAs">;
  /** When the following began, ISO 8601; set by itself. */
  since?: string;
}

export interface PendingContainment {
  id: string;
  /** "Isolate PC7". */
  what: string;
}

export interface FollowResult {
  end: "closed" | "merged" | "time-up" | "nothing-left";
  detail: string;
}

/** Raised by a callback of the ticketing system: what changed is then looked up. */
export const ticketChangedEvent = "ticketChanged";

const minute = 60_000;
const day = 24 * 60 * minute;
const patienceMs = 10 * minute;
const longestPendingMs = day;
/** Rounds of one history; then it begins anew. */
const rounds = 40;

/** Keeps an incident and its ticket in step, until both are closed or the policy's time is over. */
export function* followCase(context: OrchestrationContext, input: FollowInput): Flow<FollowResult> {
  const now = (): Date => context.df.currentUtcDateTime;
  const since = input.since ?? now().toISOString();
  const untilMs = Date.parse(since) + input.policy.forDays * day;
  let last: CaseState = {
    incident: { status: "Active", severity: input.severity, isOwned: input.isOwned },
    ticket: input.ticket && { state: "active" },
  };
  let lastMs = now().getTime();
  let { pending } = input;

  for (let round = 0; round < rounds; round += 1) {
    if (now().getTime() >= untilMs) return yield* timeUp(context, input);
    const next = new Date(now().getTime() + input.policy.everyMinutes * minute);
    yield* eventBefore(context, ticketChangedEvent, next);
    pending = yield* lookAtPending(context, input, pending, since);
    if (!input.ticket && input.pageKey === null && pending.length === 0) {
      return { end: "nothing-left", detail: "there is neither a ticket nor a page to follow" };
    }
    const seen = yield* look(context, input);
    if (!seen) continue;
    if (isRedirected(seen.incident)) return yield* merged(context, input);
    const { actions, isEnd } = followUp(last, seen.state);
    let isDone = true;
    for (const action of actions) {
      isDone = (yield* act(context, input, action, { ...seen, lastMs })) && isDone;
    }
    // What failed is found to do again by what was seen before it.
    if (!isDone) continue;
    if (isEnd && pending.length === 0) {
      return { end: "closed", detail: "incident and ticket are closed" };
    }
    last = seen.state;
    lastMs = now().getTime();
  }
  const { severity, isOwned } = last.incident;
  context.df.continueAsNew({ ...input, severity, isOwned, pending, since });
  return { end: "time-up", detail: "goes on in a new history" };
}

/** Both sides as they are now; undefined when one of them could not be read, which is tried again. */
function* look(
  context: OrchestrationContext,
  { ref, ticket }: FollowInput,
): Flow<Seen | undefined> {
  const { readIncident, readTicket } = activities(context);
  const { incidents, tickets } = yield* askAll(
    context,
    {
      incidents: [() => readIncident({ ref })],
      tickets: ticket ? [() => readTicket({ ticket: ticketRefOf(ticket) })] : [],
    },
    patienceMs,
  );
  const [incident] = incidents;
  const [status] = tickets;
  if (!incident?.ok || (status && !status.ok)) return undefined;
  const { value } = incident;
  return {
    incident: value,
    ticket: status?.value ?? null,
    state: {
      incident: {
        status: value.status,
        severity: value.severity,
        isOwned: value.ownerObjectId !== undefined,
      },
      ticket: status?.value ?? null,
    },
  };
}

/**
 * Sees after what providers were still at when the run reported; answers what they still are at. What has
 * not taken effect within a day is given up: a device that was off would be isolated by surprise.
 */
function* lookAtPending(
  context: OrchestrationContext,
  { ref }: FollowInput,
  pending: PendingContainment[],
  since: string,
): Flow<PendingContainment[]> {
  const { checkContainment, endContainment } = activities(context);
  const { looks } = yield* askAll(
    context,
    {
      looks: pending.map(({ id }) => () => {
        const step = stepOf(context, ref, `contain ${id}`);
        return checkContainment({ step, id });
      }),
    },
    patienceMs,
  );
  const isLate = context.df.currentUtcDateTime.getTime() - Date.parse(since) > longestPendingMs;
  const late = pending.filter((_, index) => isLate && isPending(looks[index]!));
  const ends = yield* askAll(
    context,
    {
      ends: late.map(({ id }) => () => {
        const step = stepOf(context, ref, `end ${id}`);
        return endContainment({ step, id, ref });
      }),
    },
    patienceMs,
  );
  const lateLines = late.map(({ what }, index) => {
    const end = ends.ends[index]!;
    const outcome = end.ok ? `it was given up: ${end.value.detail}` : end.failure.message;
    return `${defang(what)}: it did not take effect within a day, ${outcome}`;
  });
  const told = pending.flatMap(({ what }, index) => {
    const outcome = looks[index]!;
    if (isPending(outcome)) return [];
    if (!outcome.ok) return [`${defang(what)}: ${outcome.failure.message}`];
    return outcome.value.state === "in-force" ? [`${defang(what)}: it is in force now`] : [];
  });
  const lines = [...told, ...lateLines];
  if (lines.length > 0) yield* say(context, ref, "What was still under way", lines);
  return pending.filter((one, index) => isPending(looks[index]!) && !late.includes(one));
}

/** Whoever cannot be asked now has said nothing: it is still under way. */
const isPending = (outcome: Outcome<{ state: string }>): boolean =>
  outcome.ok ? outcome.value.state === "pending" : isRetryable(outcome.failure.kind);

function* merged(
  context: OrchestrationContext,
  { ticket, ref, incidentNumber }: FollowInput,
): Flow<FollowResult> {
  const detail = `Incident ${incidentNumber} was merged into another one`;
  if (ticket) {
    const { noteTicket } = activities(context);
    const step = stepOf(context, ref, "follow merged");
    const note = {
      step,
      ticket: ticketRefOf(ticket),
      text: `${detail} in Microsoft Sentinel. This ticket is not followed any more.`,
    };
    yield* ask(context, () => noteTicket(note), patienceMs);
  }
  return { end: "merged", detail };
}

function* timeUp(context: OrchestrationContext, { ref, policy }: FollowInput): Flow<FollowResult> {
  const detail = `Incident and ticket were kept in step for ${policy.forDays} days, and are not any more`;
  yield* say(context, ref, detail, []);
  return { end: "time-up", detail };
}

function* say(
  context: OrchestrationContext,
  ref: IncidentRef,
  title: string,
  lines: string[],
): Flow<void> {
  const { addRemark } = activities(context);
  const step = stepOf(context, ref, `remark ${context.df.currentUtcDateTime.getTime()}`);
  yield* ask(context, () => addRemark({ step, ref, title, lines }), patienceMs);
}
