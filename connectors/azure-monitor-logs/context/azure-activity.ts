import { z } from "zod";
import { counted } from "../../../domain/words";
import { kql } from "../kql";
import { maxRows } from "../queries";
import { count, moment, text, texts } from "./cells";
import type { LogSource, Told } from "./log-source";
import { addressNames, cloudNames, resourceNames } from "./names";
import { daysText, listed, listedAfter, strongest, sumOf } from "./telling";

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/azureactivity */
const row = z.object({
  Caller: text,
  CallerIpAddress: text,
  OperationNameValue: text,
  ActivityStatusValue: text,
  ResourceId: text,
  Groups: texts,
  Calls: count,
  LastSeen: moment,
});
type AzureCalls = z.infer<typeof row>;

/** What was done to Azure's resources: by whom, from where, to which. */
export const azureActivity: LogSource<AzureCalls> = {
  name: "azure-activity",
  tables: ["AzureActivity"],
  namesOf: (entity) => [...cloudNames(entity), ...addressNames(entity), ...resourceNames(entity)],
  nameless: "the activity log knows neither a caller, an address nor a resource by what is known",
  query: (names, days) => kql`
let names = ${names};
AzureActivity
| where TimeGenerated > ago(${days} * 1d)
| where Caller in~ (names) or CallerIpAddress in~ (names) or _ResourceId in~ (names)
| where ActivityStatusValue in~ ("Success", "Succeeded", "Start", "Failure")
| summarize Calls = count(), Groups = make_set(ResourceGroup, 10), LastSeen = max(TimeGenerated)
    by Caller, CallerIpAddress, OperationNameValue, ActivityStatusValue, ResourceId = _ResourceId
| top ${maxRows + 1} by LastSeen desc`,
  row,
  namesIn: ({ Caller, CallerIpAddress, ResourceId }) => [Caller, CallerIpAddress, ResourceId],
  tell: (rows, _, days): Told => ({
    facts: [
      `${counted(
        sumOf(rows, ({ Calls }) => Calls),
        "operation",
      )} ${daysText(days)}${listedAfter(
        "by",
        rows.map(({ Caller }) => Caller),
        3,
      )}${listedAfter(
        "in",
        rows.flatMap(({ Groups }) => Groups ?? []),
        3,
      )}`,
      ...[...Map.groupBy(rows, ({ OperationNameValue }) => OperationNameValue ?? "")]
        .toSorted(([one], [other]) => weightOf(other) - weightOf(one))
        .slice(0, 5)
        .map(([name, ones]) => `${listed([name])}: ${endsOf(ones)}`),
    ],
    signals: strongest(rows.flatMap(signalOf)),
  }),
};

const endsOf = (rows: AzureCalls[]): string =>
  [...Map.groupBy(rows, ({ ActivityStatusValue }) => ActivityStatusValue ?? "")]
    .map(([status, ones]) => `${sumOf(ones, ({ Calls }) => Calls)} × ${listed([status])}`)
    .join(", ");

/** Operations by which attackers stay, spread, hide or take things. */
const sensitive: readonly (readonly [pattern: RegExp, strength: number])[] = [
  [/^microsoft\.authorization\/roleassignments\/write$/i, 0.7],
  [/^microsoft\.authorization\/elevateaccess\/action$/i, 0.9],
  [/^microsoft\.insights\/diagnosticsettings\/delete$/i, 0.7],
  [/^microsoft\.compute\/virtualmachines\/(?:runcommand\/action|extensions\/write)$/i, 0.6],
  [/^microsoft\.storage\/storageaccounts\/listkeys\/action$/i, 0.5],
  [/^microsoft\.keyvault\/vaults\/(?:accesspolicies\/)?write$/i, 0.5],
  [/^microsoft\.network\/networksecuritygroups\/(?:securityrules\/)?(?:write|delete)$/i, 0.5],
  [/^microsoft\.managedidentity\/.*federatedidentitycredentials\/write$/i, 0.6],
  [/\/delete$/i, 0.3],
];

const weightOf = (operation: string): number =>
  sensitive.find(([pattern]) => pattern.test(operation))?.[1] ?? 0;

function signalOf(one: AzureCalls): Told["signals"] {
  const strength = weightOf(one.OperationNameValue ?? "");
  if (strength === 0 || !/^succe/i.test(one.ActivityStatusValue ?? "")) return [];
  const because = `${listed([one.OperationNameValue])} succeeded${listedAfter("by", [one.Caller])}${listedAfter("from", [one.CallerIpAddress])}`;
  return [{ name: "azure-change", strength, confidence: 0.7, at: one.LastSeen, because }];
}
