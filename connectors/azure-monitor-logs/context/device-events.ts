import { z } from "zod";
import { counted } from "../../../domain/words";
import { kql } from "../kql";
import { maxRows } from "../queries";
import { count, moment, text } from "./cells";
import type { LogSource, Told } from "./log-source";
import { hashNames, hostNames } from "./names";
import { listed, listedAfter, seenIn, strongest, sumOf } from "./telling";

/**
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/deviceevents,
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/deviceprocessevents and
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/devicefileevents
 */
const row = z.object({
  DeviceName: text,
  ActionType: text,
  FileName: text,
  SHA256: text,
  SHA1: text,
  MD5: text,
  Events: count,
  FirstSeen: moment,
  LastSeen: moment,
});
type DeviceEvents = z.infer<typeof row>;

/** What Defender saw on hosts, and where it saw files: also which devices a block of one would touch. */
export const deviceEvents: LogSource<DeviceEvents> = {
  name: "device-events",
  tables: ["DeviceEvents", "DeviceProcessEvents", "DeviceFileEvents"],
  namesOf: (entity) => [...hashNames(entity), ...hostNames(entity)],
  nameless: "these logs name a host by its name, which is not known",
  query: (names, days) => kql`
let names = ${names};
union isfuzzy=true
    (DeviceEvents
    | where TimeGenerated > ago(${days} * 1d)
    | where DeviceName in~ (names) or SHA256 in~ (names) or SHA1 in~ (names) or MD5 in~ (names)
    | where ActionType in ("AntivirusDetection", "ExploitGuardNetworkProtectionBlocked", "SmartScreenUrlWarning",
        "TamperingAttempt", "AsrLsassCredentialTheftBlocked", "ControlledFolderAccessViolationBlocked")
    | project TimeGenerated, DeviceName, ActionType, FileName, SHA256, SHA1, MD5),
    (DeviceProcessEvents
    | where TimeGenerated > ago(${days} * 1d)
    | where SHA256 in~ (names) or SHA1 in~ (names) or MD5 in~ (names)
    | project TimeGenerated, DeviceName, ActionType, FileName, SHA256, SHA1, MD5),
    (DeviceFileEvents
    | where TimeGenerated > ago(${days} * 1d)
    | where SHA256 in~ (names) or SHA1 in~ (names) or MD5 in~ (names)
    | project TimeGenerated, DeviceName, ActionType, FileName, SHA256, SHA1, MD5)
| summarize Events = count(), FirstSeen = min(TimeGenerated), LastSeen = max(TimeGenerated)
    by DeviceName, ActionType, FileName, SHA256, SHA1, MD5
| top ${maxRows + 1} by Events desc`,
  row,
  namesIn: ({ DeviceName, SHA256, SHA1, MD5 }) => [DeviceName, SHA256, SHA1, MD5],
  tell: (rows, { entity }): Told => ({
    facts: [
      ...(entity.kind === "FileHash" ? [prevalenceOf(rows)] : []),
      ...[...Map.groupBy(rows, ({ ActionType }) => ActionType ?? "")].map(([name, ones]) =>
        factOf(name, ones),
      ),
    ],
    signals: strongest(rows.flatMap(signalOf)),
    ...(entity.kind === "FileHash"
      ? { touches: rows.flatMap(({ DeviceName }) => DeviceName ?? []) }
      : {}),
  }),
};

function prevalenceOf(rows: DeviceEvents[]): string {
  const devices = new Set(rows.map(({ DeviceName }) => DeviceName));
  const as = listedAfter(
    "as",
    rows.map(({ FileName }) => FileName),
    3,
  );
  return `Seen on ${counted(devices.size, "device")}${as}: ${listed([...devices], 5)}`;
}

function factOf(action: string, rows: DeviceEvents[]): string {
  const times = counted(
    sumOf(rows, ({ Events }) => Events),
    "time",
  );
  const files = listedAfter(
    "of",
    rows.map(({ FileName }) => FileName),
    3,
  );
  return `${listed([action]) || "An event"}${files}: ${times}${seenIn(rows)}`;
}

/** What Defender caught; blocked or not, it was there. */
const threats: Readonly<Record<string, number>> = {
  AntivirusDetection: 0.6,
  TamperingAttempt: 0.8,
  AsrLsassCredentialTheftBlocked: 0.8,
  ControlledFolderAccessViolationBlocked: 0.4,
};

function signalOf({ ActionType, DeviceName, FileName, LastSeen }: DeviceEvents): Told["signals"] {
  const strength = threats[ActionType ?? ""];
  if (strength === undefined) return [];
  const because = `${listed([ActionType])}${listedAfter("of", [FileName])}${listedAfter("on", [DeviceName])}`;
  return [{ name: "threat-on-device", strength, confidence: 0.8, at: LastSeen, because }];
}
