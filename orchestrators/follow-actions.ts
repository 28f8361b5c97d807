import type { OrchestrationContext } from "durable-functions";
import type { CaseState, FollowAction } from "../domain/follow";
import type { Incident, IncidentRef } from "../domain/incident";
import type { Policy } from "../domain/policy";
import { type Ticket, ticketRefOf } from "../domain/ticket";
import type { TicketStatus } from "../domain/ticketing";
import { type Ask, type Flow, ask } from "../durable/flow";
import { activities, stepOf } from "./response";

const patienceMs = 10 * 60_000;

/** What an action needs to know of the case that is followed. */
interface Followed {
  ref: IncidentRef;
  incidentNumber: number;
  ticket: Ticket | null;
  pageKey: string | null;
  policy: Pick<Policy["follow"], "closeIncidentAs">;
}

/** Incident and ticket as a round found them. */
export interface Seen {
  state: CaseState;
  incident: Incident;
  ticket: TicketStatus | null;
}

/** Since when nothing was left undone: what is tried again since is one step, whatever the number of tries. */
interface Since {
  lastMs: number;
}

/** Does one of the things that bring both in step; answers whether that went well. */
export function* act(
  context: OrchestrationContext,
  input: Followed,
  action: FollowAction,
  seen: Seen & Since,
): Flow<boolean> {
  const question = questionsOf(context, input, seen)[action];
  return question === null || (yield* ask(context, question, patienceMs)).ok;
}

/** What each action asks of a service; null where there is nothing to do it to, or the policy does not want it. */
function questionsOf(
  context: OrchestrationContext,
  { ref, incidentNumber, ticket, pageKey, policy }: Followed,
  { incident, ticket: status, lastMs }: Seen & Since,
): Record<FollowAction, Ask<unknown> | null> {
  const { resolveTicket, updateTicket, closeIncident, acknowledgePage, resolvePage } =
    activities(context);
  const stepTo = (action: FollowAction) => stepOf(context, ref, `follow ${action} ${lastMs}`);
  const at = ticket && ticketRefOf(ticket);
  const text = `Incident ${incidentNumber} in Microsoft Sentinel was closed as ${incident.classification ?? "Undetermined"}.`;
  const comment = `Ticket ${ticket?.number ?? ""} is ${status?.stateName ?? "closed"}`;
  const { severity, alertCount } = incident;
  const { closeIncidentAs: closing } = policy;
  const change = closing && {
    status: "Closed" as const,
    close: { ...closing, alertCount, comment },
  };
  return {
    "resolve-ticket":
      at && (() => resolveTicket({ step: stepTo("resolve-ticket"), ticket: at, text })),
    "tell-severity":
      at &&
      (() => updateTicket({ step: stepTo("tell-severity"), ticket: at, change: { severity } })),
    "close-incident":
      change && (() => closeIncident({ step: stepTo("close-incident"), ref, change })),
    "acknowledge-page":
      pageKey === null
        ? null
        : () => acknowledgePage({ step: stepTo("acknowledge-page"), key: pageKey }),
    "resolve-page":
      pageKey === null ? null : () => resolvePage({ step: stepTo("resolve-page"), key: pageKey }),
  };
}
