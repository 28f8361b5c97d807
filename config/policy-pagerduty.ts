import { z } from "zod";
import { SEVERITIES } from "../domain/incident";
import { each } from "./policy-values";

const weight = z.strictObject({
  urgency: z.enum(["high", "low"]).describe('"high" wakes somebody up.'),
  priorityId: z
    .string()
    .regex(/^[A-Z0-9]{4,20}$/, "Invalid priority: expected its id such as P53ZZH5")
    .nullable()
    .describe("Id of one of the account's priorities; null leaves the priority out."),
});

/** How an incident becomes one of PagerDuty. */
export const pagerdutyTickets = z.strictObject({
  severities: each(
    SEVERITIES,
    weight,
    (severity) => `Of an incident that is ${severity}.`,
  ).describe("Urgency and priority, by the incident's severity."),
});
