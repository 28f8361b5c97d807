export type ActionType =
  | "Isolate"
  | "Unisolate"
  | "RestrictCodeExecution"
  | "UnrestrictCodeExecution"
  | "RunAntiVirusScan"
  | "CollectInvestigationPackage"
  | "StopAndQuarantineFile";

/** A machine action as it is kept; its status follows from the clock. */
export interface ActionRow {
  id: string;
  type: ActionType;
  /** Of the file that it is about. */
  sha1: string | null;
  scope: string | null;
  requestor: string;
  requestorComment: string;
  machineId: string;
  computerDnsName: string | null;
  createdAt: number;
  /** When the device takes it up; null while it waits for the device, or for a release. */
  startsAt: number | null;
  waitsFor: "device" | "release" | null;
  pendingMs: number;
  runMs: number;
  /** How it ends unless it is cancelled. */
  outcome: "Succeeded" | "Failed" | "TimeOut";
  cancelled: { at: number; requestor: string; comment: string } | null;
}

export type Status = "Pending" | "InProgress" | ActionRow["outcome"] | "Cancelled";

export const endsAt = ({ startsAt, pendingMs, runMs }: ActionRow): number =>
  startsAt === null ? Infinity : startsAt + pendingMs + runMs;

export function statusOf(row: ActionRow, now: number): Status {
  if (row.cancelled) return "Cancelled";
  if (row.startsAt === null || now < row.startsAt + row.pendingMs) return "Pending";
  return now < endsAt(row) ? "InProgress" : row.outcome;
}

export const isOpen = (row: ActionRow, now: number): boolean =>
  ["Pending", "InProgress"].includes(statusOf(row, now));

/** https://learn.microsoft.com/defender-endpoint/api/machineaction */
export function actionAnswer(row: ActionRow, now: number) {
  const { id, type, sha1, scope, requestor, requestorComment, machineId, computerDnsName } = row;
  const { cancelled, createdAt, startsAt, pendingMs } = row;
  const status = statusOf(row, now);
  const changes = [createdAt, (startsAt ?? Infinity) + pendingMs, endsAt(row)];
  const updatedAt = cancelled?.at ?? Math.max(...changes.filter((at) => at <= now));
  return {
    id,
    type,
    title: null,
    scope,
    requestor,
    requestorComment,
    requestSource: "PublicApi",
    externalId: null,
    status,
    machineId,
    computerDnsName,
    creationDateTimeUtc: timeOf(createdAt),
    lastUpdateDateTimeUtc: timeOf(updatedAt),
    cancellationRequestor: cancelled?.requestor ?? null,
    cancellationComment: cancelled?.comment ?? null,
    cancellationDateTimeUtc: cancelled ? timeOf(cancelled.at) : null,
    relatedFileInfo: sha1 === null ? null : { fileIdentifier: sha1, fileIdentifierType: "Sha1" },
  };
}

/** Seven digits of a second, as .NET writes it. */
const timeOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace("Z", "0000Z");
