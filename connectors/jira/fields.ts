import type { JiraTickets } from "../../domain/policy";
import type { TicketDraft } from "../../domain/ticket";
import type { TicketChange } from "../../domain/ticketing";
import type { Settings } from "../settings";
import type { Dialect } from "./dialect";
import { labelOf, refProperty } from "./key";
import { titleOf } from "./text";

/** The body that opens an issue. */
export function newIssue(
  { project, issueType }: Settings["jira"],
  { labels, fields, priorities }: JiraTickets,
  dialect: Dialect,
  { key, ...draft }: TicketDraft,
): object {
  return {
    fields: {
      ...fields,
      project: { key: project },
      issuetype: { name: issueType },
      labels: [...new Set([...labels, labelOf(key)])],
      ...changedFields(dialect, priorities, draft),
    },
    ...(dialect.takesProperties && { properties: [{ key: refProperty, value: { key } }] }),
  };
}

/** The fields of a change, and no others; a priority only where the policy names one. */
export function changedFields(
  dialect: Dialect,
  priorities: JiraTickets["priorities"],
  { title, description, severity }: TicketChange,
): Record<string, unknown> {
  const priority = severity === undefined ? null : priorities[severity];
  return {
    ...(title !== undefined && { summary: titleOf(title) }),
    ...(description !== undefined && { description: dialect.textOf(description) }),
    ...(priority !== null && { priority: { name: priority } }),
  };
}
