import { integrationUserId } from "./users";
import type { Row, TableDefinition } from "./tables";

/** What the instance itself sets on a record that changes. */
export function settled(definition: TableDefinition, row: Row, before: Row, now: string): Row {
  const { name, closingStates } = definition;
  if (!closingStates) return row;
  const isIncident = name === "incident";
  const { state = "" } = row;
  const after: Row = isIncident
    ? { ...row, priority: priorityOf(row.impact, row.urgency), incident_state: state }
    : row;
  if (state === before.state) return after;

  const isOver = (isIncident ? ["7", "8"] : ["3", "7"]).includes(state);
  return {
    ...after,
    active: String(!isOver),
    ...(isOver && { closed_at: now, closed_by: integrationUserId }),
    ...(isIncident && state === "6" && { resolved_at: now, resolved_by: integrationUserId }),
  };
}

/** The look-up of the base system: 1 and 1 is critical, 3 and 3 is planning, all else too. */
function priorityOf(impact = "", urgency = ""): string {
  const areLevels = [impact, urgency].every((level) => ["1", "2", "3"].includes(level));
  return areLevels ? String(Number(impact) + Number(urgency) - 1) : "5";
}

/** The labels of fields that the data policy misses when a record moves into a closing state. */
export function missingAtClose(
  { closingStates = [], fields }: TableDefinition,
  row: Row,
  before: Row,
) {
  const state = row.state ?? "";
  if (!closingStates.includes(state) || before.state === state) return [];
  return ["close_code", "close_notes"]
    .filter((field) => row[field] === "")
    .map((field) => fields[field]?.label ?? field);
}
