import { z } from "zod";
import { readableTime } from "../../../domain/readable-time";
import { kql } from "../kql";
import { maxRows } from "../queries";
import { count, moment, text } from "./cells";
import type { LogSource, Told } from "./log-source";
import { hostNames, windowsNames } from "./names";
import { listed, listedAfter, seenIn, share, strongest, sumOf } from "./telling";

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/securityevent */
const row = z.object({
  EventID: z.coerce.number(),
  Computer: text,
  TargetUserName: text,
  SubjectUserName: text,
  TargetUserSid: text,
  SubjectUserSid: text,
  Events: count,
  FirstSeen: moment,
  LastSeen: moment,
});
type WindowsEvents = z.infer<typeof row>;

/** Logons and changes of accounts as Windows audits them. */
export const windowsEvents: LogSource<WindowsEvents> = {
  name: "windows-events",
  tables: ["SecurityEvent"],
  namesOf: (entity) => [...windowsNames(entity), ...hostNames(entity)],
  nameless: "Windows names accounts and hosts by their names, and none is known",
  query: (names, days) => kql`
let names = ${names};
SecurityEvent
| where TimeGenerated > ago(${days} * 1d)
| where EventID in (4624, 4625, 4648, 4672, 4720, 4728, 4732, 1102)
| where Computer in~ (names) or TargetUserName in~ (names) or SubjectUserName in~ (names)
    or TargetUserSid in~ (names) or SubjectUserSid in~ (names)
| summarize Events = count(), FirstSeen = min(TimeGenerated), LastSeen = max(TimeGenerated)
    by EventID, Computer, TargetUserName, SubjectUserName, TargetUserSid, SubjectUserSid
| top ${maxRows + 1} by LastSeen desc`,
  row,
  namesIn: ({ Computer, TargetUserName, SubjectUserName, TargetUserSid, SubjectUserSid }) => [
    Computer,
    TargetUserName,
    SubjectUserName,
    TargetUserSid,
    SubjectUserSid,
  ],
  tell: (rows): Told => ({
    facts: [...Map.groupBy(rows, ({ EventID }) => EventID)]
      .toSorted(([one], [other]) => order.indexOf(one) - order.indexOf(other))
      .map(([id, ones]) => factOf(id, ones)),
    signals: [...strongest(rows.flatMap(signalOf), 5), ...strongest(guessed(rows))],
  }),
};

const names: Readonly<Record<number, string>> = {
  1102: "The audit log was cleared",
  4720: "Accounts were created",
  4728: "Members were added to global groups",
  4732: "Members were added to local groups",
  4625: "Logons failed",
  4648: "Logons with explicit credentials",
  4624: "Logons",
  4672: "Logons with special privileges",
};
/** What matters most first. */
const order = [1102, 4720, 4728, 4732, 4625, 4648, 4624, 4672];

function factOf(id: number, rows: WindowsEvents[]): string {
  const seen = seenIn(rows);
  const on = listedAfter(
    "on",
    rows.map(({ Computer }) => Computer),
    3,
  );
  const whom = listedAfter(
    "concerning",
    rows.map(({ TargetUserName }) => TargetUserName),
    3,
  );
  return `${names[id] ?? `Event ${id}`} (${id}): ${sumOf(rows, ({ Events }) => Events)}${seen}${on}${whom}`;
}

const changes: Readonly<Record<number, readonly ["audit-log-cleared" | "account-change", number]>> =
  {
    1102: ["audit-log-cleared", 0.9],
    4720: ["account-change", 0.5],
    4728: ["account-change", 0.6],
    4732: ["account-change", 0.6],
  };

function signalOf(one: WindowsEvents): Told["signals"] {
  const [name, strength] = changes[one.EventID] ?? [];
  if (name === undefined || strength === undefined) return [];
  const by = listedAfter("by", [one.SubjectUserName]);
  const whom = listedAfter("concerning", [one.TargetUserName]);
  const because = `${names[one.EventID]} (${one.EventID})${listedAfter("on", [one.Computer])}${by}${whom} at ${readableTime(one.LastSeen)}`;
  return [{ name, strength, confidence: 0.8, at: one.LastSeen, because }];
}

const manyFailures = 20;

/** Many failed logons of one account on one host, then one that succeeded. */
function guessed(rows: WindowsEvents[]): Told["signals"] {
  return rows
    .filter(({ EventID, Events }) => EventID === 4625 && Events >= manyFailures)
    .flatMap((failed) => {
      const after = rows.find(
        ({ EventID, Computer, TargetUserName, LastSeen }) =>
          EventID === 4624 &&
          Computer === failed.Computer &&
          TargetUserName === failed.TargetUserName &&
          LastSeen > failed.FirstSeen,
      );
      if (!after) return [];
      return [
        {
          name: "sign-in-failures" as const,
          strength: share(0.5 + failed.Events / 500),
          confidence: 0.7,
          at: after.LastSeen,
          because: `${failed.Events} logons of ${listed([failed.TargetUserName])} on ${listed([failed.Computer])} failed, then one succeeded`,
        },
      ];
    });
}
