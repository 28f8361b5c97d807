import { cleanLine } from "../../domain/clean-text";
import type { CloseFinding, FindingClosing } from "../../domain/finding";
import type { FailureKind } from "../../domain/outcome";
import type { Closing } from "../../domain/policy";
import { ConnectorError } from "../connector-error";
import { type Aws, vendor } from "./client";
import { equals, findingsIn } from "./hub";
import type { Input } from "./protocol";
import { type HubFinding, updateAnswer } from "./hub-schema";

const author = "durable-response";

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
 * Closes a finding as the incident was, and says so in its note. It has one note and one verdict: what somebody wrote
 * there stays. It can take minutes to show:
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindings.html
 */
export const closeInHub =
  (aws: Aws): CloseFinding =>
  async ({ id }, how) => {
    const hub = aws("securityhub", { text: how.comment, since: "" });
    const { findings, isCut } = await findingsIn(hub, { Id: equals(id) });
    const [found, ...others] = findings.filter(({ Id }) => Id === id);
    if (!found && isCut) throw failure("transient", "It has not answered all that has this id");
    if (!found) return { state: "gone", as: "" };
    if (others.length > 0) {
      throw failure("permanent", "Several products have a finding of this id: close it by hand");
    }
    const closed = closedAs(found);
    if (closed !== undefined) return { state: "was-closed", as: closed };
    const answer = await hub.write("BatchUpdateFindings", updateOf(found, how), updateAnswer);
    const [refusal] = answer?.UnprocessedFindings ?? [];
    if (refusal?.ErrorCode === "FindingNotFound") return { state: "gone", as: "" };
    if (refusal) {
      const words = `${refusal.ErrorCode}: ${cleanLine(refusal.ErrorMessage, 200)}`;
      throw failure(kinds[refusal.ErrorCode] ?? "permanent", `It was not updated (${words})`);
    }
    const as: string = statuses[how.closing.classification];
    const isNoted = isOurs(found);
    return {
      state: "closed",
      as: isNoted ? as : `${as}; it has a note of somebody, so that it has none of ours`,
    };
  };

function closedAs({ Workflow, RecordState }: HubFinding): string | undefined {
  const status = Workflow?.Status ?? "";
  if (status === "RESOLVED" || status === "SUPPRESSED") return status;
  return RecordState === "ARCHIVED" ? "archived by its product" : undefined;
}

const isOurs = ({ Note }: HubFinding): boolean => !Note || Note.UpdatedBy === author;

function updateOf(found: HubFinding, { closing, comment }: FindingClosing): Input {
  const verification = verifications[closing.classification];
  const isJudged = (found.VerificationState ?? "UNKNOWN") !== "UNKNOWN";
  return {
    FindingIdentifiers: [{ Id: found.Id, ProductArn: found.ProductArn }],
    Workflow: { Status: statuses[closing.classification] },
    ...(verification !== undefined && !isJudged && { VerificationState: verification }),
    ...(isOurs(found) && { Note: { Text: cleanLine(comment, 512), UpdatedBy: author } }),
  };
}

const kinds: Readonly<Record<string, FailureKind>> = {
  ConcurrentUpdateError: "transient",
  InternalFailure: "transient",
};

const failure = (kind: FailureKind, message: string): ConnectorError =>
  new ConnectorError(vendor, kind, `securityhub: ${message}`);
