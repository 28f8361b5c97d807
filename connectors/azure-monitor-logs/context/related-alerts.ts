import { z } from "zod";
import { readableTime } from "../../../domain/readable-time";
import { counted } from "../../../domain/words";
import type { Entity } from "../../../domain/entity";
import { kql } from "../kql";
import { maxRows } from "../queries";
import { moment, text } from "./cells";
import type { LogSource, Told } from "./log-source";
import {
  addressNames,
  cloudNames,
  hashNames,
  hostNames,
  resourceNames,
  windowsNames,
} from "./names";
import { daysText, lastOf, listed, listedAfter } from "./telling";

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/securityalert */
const row = z.object({
  TimeGenerated: moment,
  SystemAlertId: text,
  AlertName: text,
  AlertSeverity: text,
  ProductName: text,
  Value: text,
  Name: text,
  Upn: text,
  AadUserId: text,
  Sid: text,
});
type EntityOfAlert = z.infer<typeof row>;

const namesOf = (entity: Entity): string[] => [
  ...new Set([
    ...cloudNames(entity),
    ...windowsNames(entity),
    ...hostNames(entity),
    ...addressNames(entity),
    ...hashNames(entity),
    ...resourceNames(entity),
  ]),
];

/** Other alerts that name the same: first a search in their texts, then an exact look inside. */
export const relatedAlerts = (own: readonly string[] = []): LogSource<EntityOfAlert> => ({
  name: "related-alerts",
  tables: ["SecurityAlert"],
  namesOf,
  nameless: "nothing is known of it that alerts could name",
  // A UPN stands in two pieces there, and a search for terms of fewer than three letters reads everything.
  needlesOf: (entity) => [
    ...new Set(
      namesOf(entity)
        .map((name) => (name.startsWith("/") ? name : name.split("@")[0]!))
        .filter((name) => name.length >= 3),
    ),
  ],
  query: (names, days, needles) => kql`
let names = ${names};
let needles = ${needles};
let own = ${[...own]};
SecurityAlert
| where TimeGenerated > ago(${days} * 1d)
| where Entities has_any (needles)
| where SystemAlertId !in~ (own)
| summarize arg_max(TimeGenerated, *) by SystemAlertId
| extend Entity = todynamic(Entities)
| mv-expand Entity
| extend Name = iff(tostring(Entity.Type) =~ "account", tostring(Entity.Name), ""), Suffix = tostring(Entity.UPNSuffix), AadUserId = tostring(Entity.AadUserId),
    Sid = tostring(Entity.Sid), Value = coalesce(tostring(Entity.Address), tostring(Entity.HostName),
    tostring(Entity.Value), tostring(Entity.ResourceId))
| extend Upn = strcat(Name, "@", Suffix)
| where Value in~ (names) or Name in~ (names) or Upn in~ (names) or AadUserId in~ (names) or Sid in~ (names)
| project TimeGenerated, SystemAlertId, AlertName, AlertSeverity, ProductName, Value, Name, Upn, AadUserId, Sid
| top ${maxRows + 1} by TimeGenerated desc`,
  row,
  namesIn: ({ Value, Name, Upn, AadUserId, Sid }) => [Value, Name, Upn, AadUserId, Sid],
  tell(rows, _, days): Told {
    const alerts = [...new Map(rows.map((one) => [one.SystemAlertId, one])).values()].toSorted(
      (one, other) => weightOf(other) - weightOf(one),
    );
    return {
      facts: [
        `${counted(alerts.length, "other alert")} ${daysText(days)}`,
        ...alerts.slice(0, 5).map(factOf),
      ],
      signals: signalsOf(alerts),
    };
  },
});

const factOf = ({ TimeGenerated, AlertName, AlertSeverity, ProductName }: EntityOfAlert): string =>
  `${listed([AlertSeverity])}: ${listed([AlertName])}${listedAfter("by", [ProductName])} at ${readableTime(TimeGenerated)}`;

const weights: Readonly<Record<string, number>> = { high: 0.8, medium: 0.5, low: 0.25 };
const weightOf = ({ AlertSeverity }: EntityOfAlert): number =>
  weights[AlertSeverity?.toLowerCase() ?? ""] ?? 0;

/** As bad as the worst; many of them are no proof of more. */
function signalsOf(alerts: EntityOfAlert[]): Told["signals"] {
  const [worst] = alerts;
  const at = lastOf(alerts.map(({ TimeGenerated }) => TimeGenerated));
  if (worst === undefined || at === undefined || weightOf(worst) === 0) return [];
  const because = `${counted(alerts.length, "other alert")} about it, the worst ${factOf(worst)}`;
  return [{ name: "related-alerts", strength: weightOf(worst), confidence: 0.6, at, because }];
}
