import { z } from "zod";
import { readableTime } from "../../../domain/readable-time";
import { counted } from "../../../domain/words";
import { kql } from "../kql";
import { maxRows } from "../queries";
import { moment, text } from "./cells";
import type { LogSource, Told } from "./log-source";
import { cloudNames, hostNames, windowsNames } from "./names";
import { daysText, listed, listedAfter, share, strongest } from "./telling";

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/behavioranalytics */
const row = z.object({
  TimeGenerated: moment,
  UserPrincipalName: text,
  UserName: text,
  SourceDevice: text,
  SourceIPAddress: text,
  ActivityType: text,
  ActionType: text,
  InvestigationPriority: z.coerce.number().catch(0),
  ActivityInsights: z.record(z.string(), z.unknown()).nullable().catch(null),
});
type Anomaly = z.infer<typeof row>;

/** What UEBA calls unusual for somebody, with its own priority from 0 to 10. */
export const behavior: LogSource<Anomaly> = {
  name: "behavior",
  tables: ["BehaviorAnalytics"],
  namesOf: (entity) => [
    ...new Set([...cloudNames(entity), ...windowsNames(entity), ...hostNames(entity)]),
  ],
  nameless: "it names accounts and hosts by their names, and none is known",
  query: (names, days) => kql`
let names = ${names};
BehaviorAnalytics
| where TimeGenerated > ago(${days} * 1d)
| where UserPrincipalName in~ (names) or UserName in~ (names) or SourceDevice in~ (names)
| where InvestigationPriority > 0
| project TimeGenerated, UserPrincipalName, UserName, SourceDevice, SourceIPAddress, ActivityType, ActionType,
    InvestigationPriority, ActivityInsights
| top ${maxRows + 1} by InvestigationPriority desc`,
  row,
  namesIn: ({ UserPrincipalName, UserName, SourceDevice }) => [
    UserPrincipalName,
    UserName,
    SourceDevice,
  ],
  tell: (rows, _, days): Told => ({
    facts: [
      `${counted(rows.length, "unusual activity", "unusual activities")} ${daysText(days)}`,
      ...rows.slice(0, 4).map(factOf),
    ],
    signals: [
      ...strongest(rows.flatMap(signalOf)),
      ...rows.filter(isNewCountry).slice(0, 1).map(newCountry),
    ],
  }),
};

/** What is so unusual about it: the names of insights that are true. */
const insightsOf = ({ ActivityInsights }: Anomaly): string[] =>
  Object.entries(ActivityInsights ?? {})
    .filter(([, value]) => String(value).toLowerCase() === "true")
    .map(([name]) => name);

const factOf = (one: Anomaly): string =>
  `Priority ${one.InvestigationPriority} of 10 at ${readableTime(one.TimeGenerated)}: ${listed([one.ActivityType, one.ActionType])}${listedAfter("from", [one.SourceIPAddress])}${listedAfter("because", insightsOf(one), 3)}`;

const noteworthy = 3;

const signalOf = (one: Anomaly): Told["signals"] =>
  one.InvestigationPriority < noteworthy
    ? []
    : [
        {
          name: "anomalous-behavior",
          strength: share(one.InvestigationPriority / 10),
          confidence: 0.6,
          at: one.TimeGenerated,
          because: `Unusual behavior: ${factOf(one)}`,
        },
      ];

const isNewCountry = (one: Anomaly): boolean =>
  insightsOf(one).includes("FirstTimeUserConnectedFromCountry");

const newCountry = (one: Anomaly): Told["signals"][number] => ({
  name: "new-country",
  strength: 0.5,
  confidence: 0.6,
  at: one.TimeGenerated,
  because: `Connected from a country for the first time at ${readableTime(one.TimeGenerated)}`,
});
