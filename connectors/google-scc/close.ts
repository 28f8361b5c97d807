import { type ClosedFinding, type FindingClosing, againAt } from "../../domain/finding";
import type { FindingName } from "../../domain/finding-source";
import { ConnectorError, ifNotFound } from "../connector-error";
import { type Center, vendor } from "./client";
import { findOne } from "./find";
import { type Finding, findingResponse } from "./schema";

/**
 * Closes a finding: what was no attack is muted, what was one becomes inactive. Google makes a misconfiguration that
 * is still there active again; what is muted stays so. No comment is taken, and version 2 takes no time of the change.
 * https://cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.findings/setState
 */
export async function closeFinding(
  center: Center,
  name: FindingName,
  how: FindingClosing,
): Promise<ClosedFinding> {
  const { at, finding } = await findOne(center, name);
  if (!finding) return { state: "gone", as: "" };
  if (!isOpen(finding)) return { state: "was-closed", as: stateOf(finding) };
  const again = againAt(finding.eventTime, how);
  if (again !== undefined) return { state: "again", as: again };
  const { classification } = how.closing;
  const isHarmless = classification === "BenignPositive" || classification === "FalsePositive";
  const verb = isHarmless ? "setMute" : "setState";
  const written = await center
    .with(`securitycenter.findings.${verb}`)
    .write(findingResponse, {
      method: "POST",
      path: `/v2/${at.name}:${verb}`,
      label: `{finding}:${verb}`,
      body: isHarmless ? { mute: "MUTED" } : { state: "INACTIVE" },
    })
    .catch(ifNotFound(undefined));
  if (!written) return { state: "gone", as: "" };
  if (!isOpen(written)) return { state: "closed", as: stateOf(written) };
  const message = `POST {finding}:${verb} answered a finding that is open still: look at it by hand`;
  throw new ConnectorError(vendor, "permanent", message, { mayHaveHappened: true });
}

/** What nobody has closed; a state that is not known is left alone. */
const isOpen = ({ state, mute }: Finding): boolean => state === "ACTIVE" && mute !== "MUTED";

const stateOf = ({ state, mute }: Finding): string => {
  if (mute === "MUTED") return "Muted";
  return state === "INACTIVE" ? "Inactive" : (state ?? "without a state");
};
