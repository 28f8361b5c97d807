import { z } from "zod";
import { counted } from "../../../domain/words";
import { readableTime } from "../../../domain/readable-time";
import { kql } from "../kql";
import { maxRows } from "../queries";
import { count, moment, text, texts } from "./cells";
import type { LogSource, Told } from "./log-source";
import { cloudNames } from "./names";
import { daysText, listedAfter, share, strongest, sumOf } from "./telling";

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/officeactivity */
const row = z.object({
  Hour: moment,
  UserId: text,
  Operation: text,
  Events: count,
  Files: count,
  Addresses: texts,
});
type FileHour = z.infer<typeof row>;

/** What accounts downloaded and shared, by the hour. */
export const fileActivity: LogSource<FileHour> = {
  name: "file-activity",
  tables: ["OfficeActivity"],
  namesOf: (entity) => cloudNames(entity).filter((name) => name.includes("@")),
  nameless: "SharePoint's audit log names an account by its UPN, which is not known",
  query: (names, days) => kql`
let names = ${names};
OfficeActivity
| where TimeGenerated > ago(${days} * 1d)
| where OfficeWorkload in ("SharePoint", "OneDrive")
| where UserId in~ (names)
| where Operation in ("FileDownloaded", "FileSyncDownloadedFull", "SharingSet", "AnonymousLinkCreated", "FileDeleted")
| summarize Events = count(), Files = dcount(OfficeObjectId), Addresses = make_set(ClientIP, 10)
    by UserId, Operation, Hour = bin(TimeGenerated, 1h)
| top ${maxRows + 1} by Files desc`,
  row,
  namesIn: ({ UserId }) => [UserId],
  tell: (rows, _, days): Told => ({
    facts: [...Map.groupBy(rows, ({ Operation }) => Operation ?? "")].map(([name, hours]) =>
      factOf(name, hours, days),
    ),
    signals: strongest(rows.filter(isMass).map(signalOf)),
  }),
};

function factOf(operation: string, hours: FileHour[], days: number): string {
  const what = words[operation] ?? operation;
  const most = hours.toSorted((one, other) => other.Files - one.Files)[0]!;
  const total = sumOf(hours, ({ Events }) => Events);
  return `${what} ${counted(total, "time")} ${daysText(days)}, ${counted(most.Files, "file")} of it in the hour from ${readableTime(most.Hour)}`;
}

const words: Readonly<Record<string, string>> = {
  FileDownloaded: "Downloaded files",
  FileSyncDownloadedFull: "Synchronised files",
  SharingSet: "Shared files",
  AnonymousLinkCreated: "Made links for anybody",
  FileDeleted: "Deleted files",
};

const manyFiles = 100;
const isMass = ({ Operation, Files }: FileHour): boolean =>
  Files >= manyFiles && (Operation === "FileDownloaded" || Operation === "FileSyncDownloadedFull");

const signalOf = ({ Hour, Files, Operation, Addresses }: FileHour): Told["signals"][number] => ({
  name: "mass-download",
  // A synchronising client fetches thousands of files by itself.
  strength: share((Files / 500) * (Operation === "FileDownloaded" ? 1 : 0.5), 0.2),
  confidence: Operation === "FileDownloaded" ? 0.8 : 0.5,
  at: Hour,
  because: `${counted(Files, "file")} downloaded within the hour from ${readableTime(Hour)}${listedAfter("by", Addresses ?? [])}`,
});
