import type { Severity } from "./incident";
import type { Ticket, TicketDraft } from "./ticket";

/**
 * A ticketing service, as activities see it: they do not know which one it is. Texts are plain, of
 * any length, and hostile: a connector cuts and escapes them for its vendor. Every operation is safe
 * to repeat: `createTicket` after `findTicket`, the others by themselves.
 */
export interface TicketSystem {
  /** The ticket that was opened under a key, the oldest when there are two; null when there is none. */
  findTicket(key: string): Promise<Ticket | null>;
  /** Opens a ticket. It does not look for one first: see `findTicket`. */
  createTicket(draft: TicketDraft): Promise<Ticket>;
  /** Changes what is given, and leaves the rest. */
  updateTicket(id: string, change: TicketChange): Promise<void>;
  /** Appends a comment that only the team reads, unless one with its marker is there. */
  noteTicket(id: string, note: TicketNote): Promise<void>;
  /** Links a page to the ticket, once under each key. */
  linkTicket(id: string, link: TicketLink): Promise<void>;
  /** Resolves a ticket; one that is resolved, closed or cancelled stays as it is. */
  resolveTicket(id: string, notes: string): Promise<void>;
  readTicket(id: string): Promise<TicketStatus>;
}

/** A comment; its marker, which no other one has, makes it findable again. */
export interface TicketNote {
  marker: string;
  text: string;
}

export interface TicketChange {
  title?: string;
  description?: string;
  severity?: Severity;
}

export interface TicketLink {
  /** At most 100 characters of [A-Za-z0-9:_-]; equal keys are one link. */
  key: string;
  title: string;
  /** Built by us. */
  url: string;
}

export const TICKET_STATES = [
  "new",
  "active",
  "on-hold",
  "resolved",
  "closed",
  "cancelled",
] as const;
export type TicketState = (typeof TICKET_STATES)[number];

/** A ticket as it is now. */
export interface TicketStatus {
  id: string;
  /** What people call it. */
  number: string;
  state: TicketState;
  /** The vendor's own word for the state, as people see it. */
  stateName: string;
  /** Who works on it, as people are called there; null when nobody does. */
  assignee: string | null;
  /** ISO 8601. */
  updatedAt: string;
}
