import type { Incident } from "./incident";
import type { TicketState, TicketStatus } from "./ticketing";

/** Incident and ticket as they were, or are, at one moment. */
export interface CaseState {
  incident: Pick<Incident, "status" | "severity"> & { isOwned: boolean };
  /** Null for a case without a ticket. */
  ticket: Pick<TicketStatus, "state"> | null;
}

export const FOLLOW_ACTIONS = [
  "resolve-ticket",
  "close-incident",
  "tell-severity",
  "acknowledge-page",
  "resolve-page",
] as const;
export type FollowAction = (typeof FOLLOW_ACTIONS)[number];

const ends: readonly TicketState[] = ["resolved", "closed", "cancelled"];

/** Whether nobody works on a ticket any more. */
export const isOver = ({ state }: Pick<TicketStatus, "state">): boolean => ends.includes(state);

/**
 * What is to be done so that ticket and incident say the same again. The rules, which need no memory of
 * who wrote what, so that our own writes can start no loop:
 *
 * - Closed on one side closes the other. Closed on both is the end: what is opened again after it is a
 *   person's matter.
 * - The severity is the incident's: a ticket's priority never changes it.
 * - Who takes the incident, or closes it, answers the page.
 */
export function followUp(
  last: CaseState,
  now: CaseState,
): { actions: FollowAction[]; isEnd: boolean } {
  const { incident, ticket } = now;
  const isClosed = incident.status === "Closed";
  const isTicketOver = ticket === null || isOver(ticket);
  const actions: FollowAction[] = [];
  if (isClosed && !isTicketOver) actions.push("resolve-ticket");
  if (!isClosed && ticket && isTicketOver) actions.push("close-incident");
  if (!isClosed && !isTicketOver && incident.severity !== last.incident.severity) {
    actions.push("tell-severity");
  }
  if (isClosed) actions.push("resolve-page");
  else if (incident.isOwned && !last.incident.isOwned) actions.push("acknowledge-page");
  return {
    actions: ticket === null ? actions.filter(needsNoTicket) : actions,
    isEnd: isClosed && isTicketOver,
  };
}

const needsNoTicket = (action: FollowAction): boolean =>
  action !== "tell-severity" && action !== "resolve-ticket";
