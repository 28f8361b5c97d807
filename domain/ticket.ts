import type { Severity } from "./incident";

export const TICKET_SYSTEM_NAMES = ["servicenow", "jira", "pagerduty"] as const;
export type TicketSystemName = (typeof TICKET_SYSTEM_NAMES)[number];

/** A ticket to be opened, in words that every ticketing system understands. */
export interface TicketDraft {
  /** Makes it findable again: at most 100 characters of [A-Za-z0-9:_-]. */
  key: string;
  title: string;
  description: string;
  severity: Severity;
}

/** Where a ticket is: all that is needed to ask for it again. */
export interface TicketRef {
  system: TicketSystemName;
  /** The vendor's id for requests. */
  id: string;
}

/** A ticket that exists. */
export interface Ticket extends TicketRef {
  key: string;
  /** What people call it: "INC0010023". */
  number: string;
  url: string;
  /** False when it was there before: found by its key. */
  isNew: boolean;
}

/** The part of a ticket by which it is asked for. */
export const ticketRefOf = ({ system, id }: TicketRef): TicketRef => ({ system, id });
