import type { TicketState } from "../../domain/ticketing";
import type { Settings } from "../settings";

export type TableName = Settings["servicenow"]["table"];

/** What the tables of tickets do not have in common, out of the box. */
interface TableRules {
  /** The stored value of `state`, and what it means. */
  states: Readonly<Record<string, TicketState>>;
  /** The state that a ticket is resolved with. */
  resolved: string;
  /** What an account needs, for people. */
  role: string;
  /** Whether the instance computes the priority from impact and urgency, and takes none. */
  computesPriority: boolean;
}

export const tables: Readonly<Record<TableName, TableRules>> = {
  incident: {
    states: {
      1: "new",
      2: "active",
      3: "on-hold",
      6: "resolved",
      7: "closed",
      8: "cancelled",
    },
    resolved: "6", // closing it (7) is for the instance, days later
    role: "itil or sn_incident_write",
    computesPriority: true,
  },
  sn_si_incident: {
    states: {
      10: "new", // Draft
      16: "active", // Analysis
      18: "active", // Contain
      19: "active", // Eradicate
      20: "active", // Recover
      100: "resolved", // Review: a person looks back at it
      3: "closed",
      7: "cancelled",
    },
    resolved: "3",
    role: "sn_si.analyst, which admin does not include",
    computesPriority: false,
  },
};

/**
 * What a state means. Administrators add states of their own: one of those is active, unless the
 * record says that it is not.
 */
export function stateOf(table: TableName, state: string, active: string): TicketState {
  const { states } = tables[table];
  const known = Object.hasOwn(states, state) ? states[state] : undefined;
  return known ?? (active === "false" ? "closed" : "active");
}

const ended: ReadonlySet<TicketState> = new Set(["resolved", "closed", "cancelled"]);

/** Whether nobody works on a ticket any more. */
export const hasEnded = (state: TicketState): boolean => ended.has(state);
