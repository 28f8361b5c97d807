import { cleanLine } from "../../domain/clean-text";
import type { FailureKind } from "../../domain/outcome";
import { ConnectorError } from "../connector-error";
import { type AwsService, vendor } from "./client";
import { equals, findingsIn } from "./hub";
import { type HubFinding, updateAnswer } from "./hub-schema";
import type { Input } from "./protocol";

const author = "durable-response";

/** The one finding of an id; undefined where there is none. */
export async function oneFinding(hub: AwsService, id: string): Promise<HubFinding | undefined> {
  const { findings, isCut } = await findingsIn(hub, { Id: equals(id) });
  const [found, ...others] = findings.filter(({ Id }) => Id === id);
  if (!found && isCut) throw failure("transient", "It has not answered all that has this id");
  if (others.length === 0) return found;
  throw failure("permanent", "Several products have a finding of this id: see to it by hand");
}

/** A finding has one note: what somebody wrote there stays. */
export const mayNote = ({ Note }: HubFinding): boolean => !Note || Note.UpdatedBy === author;

/** Changes a finding, and its note where that is empty or ours; false when it is gone. */
export async function update(
  hub: AwsService,
  finding: HubFinding,
  note: string,
  change: Input,
): Promise<boolean> {
  const { Id, ProductArn } = finding;
  const answer = await hub.write(
    "BatchUpdateFindings",
    {
      FindingIdentifiers: [{ Id, ProductArn }],
      ...change,
      ...(mayNote(finding) && { Note: { Text: cleanLine(note, 512), UpdatedBy: author } }),
    },
    updateAnswer,
  );
  const [refusal] = answer?.UnprocessedFindings ?? [];
  if (!refusal) return true;
  if (refusal.ErrorCode === "FindingNotFound") return false;
  const words = `${refusal.ErrorCode}: ${cleanLine(refusal.ErrorMessage, 200)}`;
  throw failure(kinds[refusal.ErrorCode] ?? "permanent", `It was not updated (${words})`);
}

const kinds: Readonly<Record<string, FailureKind>> = {
  ConcurrentUpdateError: "transient",
  InternalFailure: "transient",
};

const failure = (kind: FailureKind, message: string): ConnectorError =>
  new ConnectorError(vendor, kind, `securityhub: ${message}`);
