import { z } from "zod";
import { SEVERITIES } from "../domain/incident";
import { each } from "./policy-values";

const name = z.string().trim().min(1).max(60);

// What the connector writes itself.
const own = "project|issuetype|summary|description|priority|labels";

/** How an incident becomes an issue in Jira. */
export const jiraTickets = z.strictObject({
  priorities: each(
    SEVERITIES,
    name.nullable(),
    (severity) => `Of an incident that is ${severity}.`,
  ).describe("Names of priorities; null leaves it to Jira, for projects that do not show it."),
  transitions: z
    .array(name)
    .max(10)
    .describe(
      "Names of the transitions that resolve an issue, or of the statuses they lead to, the first that is offered; when none is, any that leads to a status of the category Done.",
    ),
  resolution: name
    .nullable()
    .describe("The resolution where a transition asks for one; null sets none."),
  labels: z
    .array(z.string().regex(/^[A-Za-z0-9._-]{1,100}$/))
    .max(10)
    .describe("Labels of every issue, besides the one by which it is found again."),
  fields: z
    .record(
      z.string().regex(new RegExp(`^(?!(?:${own})$)[A-Za-z][A-Za-z0-9_]{0,60}$`)),
      z.unknown(),
    )
    .describe(
      'Further fields of a new issue, by id, as Jira\'s REST API takes them: "customfield_10050": { "value": "SOC" }.',
    ),
});
