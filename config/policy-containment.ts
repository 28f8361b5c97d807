import { z } from "zod";
import { CONTAINMENT_KINDS, type ContainmentKind } from "../domain/containment-kind";
import { type KindPolicy, WHATEVER_IT_TOUCHES } from "../domain/policy";
import { closing, domains, networks, severity, whole } from "./policy-values";

const names = z.array(z.string().min(1).max(256));
const minutes = whole(1, 60 * 24 * 14);

export const protectedOnes = z.strictObject({
  networks: networks.describe("Never blocked: partners, resolvers, monitoring."),
  domains: domains.describe("Never blocked, each with all below it."),
  accounts: names.describe('Object ids, UPNs or account names; "*" stands for any text: "svc-*".'),
  privilegedAccounts: z.boolean().describe("Whether holders of privileged roles are protected."),
  hosts: names.describe('Machine ids, names, full names or tags; "*" stands for any text: "dc*".'),
  resources: names.describe(
    'Ids or names of things of a cloud; "*" stands for any text: "/subscriptions/*/resourceGroups/rg-core/*".',
  ),
  servers: z.boolean().describe("Whether servers are protected, beside domain controllers."),
});

const kind = z.strictObject({
  act: z
    .enum(["never", "ask", "alone"])
    .describe('"alone" acts without asking, as long as it touches no more than aloneUpTo.'),
  fromVerdict: z.enum(["suspicious", "malicious"]).describe("The assessment it takes."),
  fromSeverity: severity.describe("The severity of an incident from which it is considered."),
  lifetimeHours: whole(1, 24 * 90).describe("When it ends by itself."),
  maxPerIncident: whole(0, 100).describe("How often it is done for one incident."),
  quorum: whole(1, 5).describe("People who must agree when it is asked."),
  aloneUpTo: whole(0, WHATEVER_IT_TOUCHES).describe(
    "Assets and people of ours it may touch without asking; 10000 never asks, also where that is not known.",
  ),
});

/** What holds of a kind that a policy leaves out. */
export const neverDone: Readonly<Record<ContainmentKind, KindPolicy>> = Object.fromEntries(
  CONTAINMENT_KINDS.map((name) => [
    name,
    {
      act: "never",
      fromVerdict: "malicious",
      fromSeverity: "High",
      lifetimeHours: 24,
      maxPerIncident: 1,
      quorum: 1,
      aloneUpTo: 0,
    },
  ]),
) as Record<ContainmentKind, KindPolicy>;

export const contain = z.strictObject({
  isEnabled: z
    .boolean()
    .describe("The kill switch: false stops every containment, also what was agreed to."),
  limits: z
    .strictObject({
      perIncident: whole(0, 1_000).describe("For one incident."),
      perHour: whole(0, 10_000).describe("In any hour, all incidents together."),
      perDay: whole(0, 10_000).describe("In any day, all incidents together."),
    })
    .describe("How many containments there may be, of whatever kind."),
  quietTimes: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100).describe("As the report names it."),
        from: z.iso.datetime({ offset: true }).describe("ISO 8601 with its offset."),
        until: z.iso.datetime({ offset: true }).describe("ISO 8601 with its offset."),
      }),
    )
    .describe("Maintenance: nothing is contained between from and until."),
  waitMinutes: whole(0, 60).describe("How long a run waits for effects before it reports."),
  kinds: z
    .partialRecord(z.enum(CONTAINMENT_KINDS), kind)
    .describe("What is done to whom, and when; a kind that is left out is never done."),
});

export const agree = z.strictObject({
  approvers: z
    .array(
      z.strictObject({
        id: z.guid().describe("Entra object id."),
        name: z.string().min(1).max(100).describe("As messages name them."),
        slackUserId: z
          .string()
          .regex(/^[UW][A-Z0-9]{2,20}$/)
          .exactOptional()
          .describe("Who they are in Slack, when they may decide there."),
      }),
    )
    .max(100)
    .describe("Who may decide; with none of them nothing that is asked is ever done."),
  remindAfterMinutes: z.array(minutes).max(10).describe("A reminder each."),
  pageAfterMinutes: minutes.nullable().describe("Somebody is paged then; null pages nobody."),
  expireAfterMinutes: minutes.describe("After that the answer is no."),
});

export const follow = z.strictObject({
  isEnabled: z.boolean().describe("Whether anybody follows the case."),
  everyMinutes: whole(1, 24 * 60).describe("How often ticket and incident are compared."),
  forDays: whole(1, 90).describe("After that nobody follows it any more."),
  closeIncidentAs: closing.describe(
    "How an incident is closed whose ticket somebody closed; null leaves it open.",
  ),
});
