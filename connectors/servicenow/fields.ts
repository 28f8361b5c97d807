import type { ServiceNowTickets } from "../../domain/policy";
import type { Severity } from "../../domain/incident";
import type { TicketDraft } from "../../domain/ticket";
import type { TicketChange } from "../../domain/ticketing";
import { type TableName, tables } from "./tables";
import { fitted, fittedLine } from "./text";

type Body = Record<string, string>;

/** What `short_description` holds, out of the box; what is longer would be cut within a word. */
const titleLength = 160;

/** The members of a new ticket: ours, and those that the team wants in every one. */
export const draftBody = (
  table: TableName,
  policy: ServiceNowTickets,
  { key, title, description, severity }: TicketDraft,
): Body => ({
  ...policy.fields,
  ...changeBody(table, policy, { title, description, severity }),
  correlation_id: key,
  correlation_display: "Microsoft Sentinel",
});

/** The members of a change: those that it changes. */
export const changeBody = (
  table: TableName,
  policy: ServiceNowTickets,
  { title, description, severity }: TicketChange,
): Body => ({
  ...(title !== undefined && { short_description: fittedLine(title, titleLength) }),
  ...(description !== undefined && { description: fitted(description) }),
  ...(severity !== undefined && weightBody(table, policy, severity)),
});

/**
 * ServiceNow computes an incident's priority from impact and urgency, 1 and 1 being 1 Critical. A
 * security incident takes it as it is told.
 */
function weightBody(table: TableName, { severities }: ServiceNowTickets, severity: Severity): Body {
  const { impact, urgency } = severities[severity];
  const priority = String(impact + urgency - 1);
  return {
    impact: String(impact),
    urgency: String(urgency),
    ...(!tables[table].computesPriority && { priority }),
  };
}
