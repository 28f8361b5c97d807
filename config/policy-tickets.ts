import { z } from "zod";
import { SEVERITIES } from "../domain/incident";
import { jiraTickets } from "./policy-jira";
import { pagerdutyTickets } from "./policy-pagerduty";
import { each } from "./policy-values";

const level = z.int().min(1).max(3);

const weight = z.strictObject({
  impact: level.describe("1 High, 2 Medium, 3 Low."),
  urgency: level.describe("1 High, 2 Medium, 3 Low."),
});

/** Fields that the connector writes, or that the instance keeps to itself. */
const ours =
  "short_description|description|impact|urgency|priority|number|correlation_id|" +
  "correlation_display|work_notes|comments|active|state|incident_state|close_code|close_notes|" +
  "sys_[a-z0-9_]*";

const fieldName = z.string().regex(new RegExp(`^(?!(?:${ours})$)[a-z][a-z0-9_]{0,79}$`));

const fieldProblem = ({ code }: { code: string }): string | undefined =>
  code === "invalid_key"
    ? "Invalid field: expected one that the app does not write itself, such as assignment_group"
    : undefined;

/** How an incident becomes a ticket. The keys are those of `domain/ticket.ts`. */
export const tickets = z.strictObject({
  jira: jiraTickets.describe("How an incident becomes an issue in Jira."),
  pagerduty: pagerdutyTickets.describe("How an incident becomes one of PagerDuty."),
  servicenow: z
    .strictObject({
      severities: each(SEVERITIES, weight, (name) => `Of an incident that is ${name}.`).describe(
        "Impact and urgency; ServiceNow computes an incident's priority from both.",
      ),
      fields: z
        .record(fieldName, z.string().min(1).max(200), { error: fieldProblem })
        .describe(
          "Further fields of each new ticket, by name, as they are stored: a group or a user is a sys_id.",
        ),
    })
    .describe("How an incident becomes one of ServiceNow."),
});
