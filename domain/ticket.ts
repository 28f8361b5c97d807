import type { Severity } from "./incident";

/** A ticket to be opened, in words that every ticketing system understands. */
export interface TicketDraft {
  /** Makes it findable again: at most 100 characters of [A-Za-z0-9:_-]. */
  key: string;
  title: string;
  description: string;
  severity: Severity;
}

/** A ticket that exists. */
export interface Ticket {
  key: string;
  /** The vendor's id for requests. */
  id: string;
  /** What people call it: "INC0010023". */
  number: string;
  url: string;
  /** False when it was there before: found by its key. */
  isNew: boolean;
}
