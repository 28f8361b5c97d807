import { type CloseFinding, againAt } from "../../domain/finding";
import type { Closing } from "../../domain/policy";
import type { Aws } from "./client";
import type { HubFinding } from "./hub-schema";
import { mayNote, oneFinding, update } from "./hub-update";
import type { Input } from "./protocol";

/** What was no attack is suppressed: what is resolved comes back with the next time. */
const statuses = {
  TruePositive: "RESOLVED",
  BenignPositive: "SUPPRESSED",
  FalsePositive: "SUPPRESSED",
  Undetermined: "RESOLVED",
} as const satisfies Record<Closing["classification"], string>;

const verifications: Partial<Record<Closing["classification"], string>> = {
  TruePositive: "TRUE_POSITIVE",
  BenignPositive: "BENIGN_POSITIVE",
  FalsePositive: "FALSE_POSITIVE",
};

/**
 * Closes a finding as the incident was, and says so in its note; what somebody judged stays. It can take minutes to
 * show: https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindings.html
 */
export const closeInHub =
  (aws: Aws): CloseFinding =>
  async ({ id }, how) => {
    const { closing, comment } = how;
    const hub = aws("securityhub", { text: comment, since: "" });
    const found = await oneFinding(hub, id);
    if (!found) return { state: "gone", as: "" };
    const closed = closedAs(found);
    if (closed !== undefined) return { state: "was-closed", as: closed };
    const again = againAt(found.LastObservedAt, how);
    if (again !== undefined) return { state: "again", as: again };
    if (!(await update(hub, found, comment, changeOf(found, closing)))) {
      return { state: "gone", as: "" };
    }
    const as: string = statuses[closing.classification];
    const unnoted = `${as}; it has a note of somebody, so that it has none of ours`;
    return { state: "closed", as: mayNote(found) ? as : unnoted };
  };

function closedAs({ Workflow, RecordState }: HubFinding): string | undefined {
  const status = Workflow?.Status ?? "";
  if (status === "RESOLVED" || status === "SUPPRESSED") return status;
  return RecordState === "ARCHIVED" ? "archived by its product" : undefined;
}

function changeOf({ VerificationState }: HubFinding, { classification }: Closing): Input {
  const verification = verifications[classification];
  const isJudged = (VerificationState ?? "UNKNOWN") !== "UNKNOWN";
  return {
    Workflow: { Status: statuses[classification] },
    ...(verification !== undefined && !isJudged && { VerificationState: verification }),
  };
}
