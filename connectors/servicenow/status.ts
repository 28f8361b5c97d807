import type { TicketStatus } from "../../domain/ticketing";
import type { StatusRecord } from "./schema";
import { type TableName, stateOf } from "./tables";

/** Asks for stored values and what people see of them, of the members that a status is made of. */
export const statusQuery = {
  sysparm_display_value: "all",
  sysparm_exclude_reference_link: "true",
  sysparm_fields: "number,state,active,assigned_to,sys_updated_on",
};

/** A ticket as it is now. */
export const statusOf = (
  table: TableName,
  id: string,
  { number, state, active, assigned_to: assignee, sys_updated_on: updatedAt }: StatusRecord,
): TicketStatus => ({
  id,
  number: number.stored,
  state: stateOf(table, state.stored, active.stored),
  stateName: state.shown || state.stored,
  assignee: assignee.shown || assignee.stored || null,
  updatedAt,
});
