import type { Mark } from "../../domain/containing";
import { type CloseFinding, againAt } from "../../domain/finding";
import type { Classification } from "../../domain/incident";
import { ConnectorError } from "../connector-error";
import { parseArn } from "./arn";
import { type Aws, vendor } from "./client";
import { detectorOf } from "./guardduty";
import { guardDutyAnswer } from "./guardduty-schema";

/** What is no judgement of the finding says nothing of how useful it was. */
const feedbacks: Partial<Record<Classification, string>> = {
  TruePositive: "USEFUL",
  BenignPositive: "USEFUL",
  FalsePositive: "NOT_USEFUL",
};

/**
 * Archives a finding, with what it was good for, unless somebody said that or archived it. GuardDuty reopens one
 * that happens again: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_ArchiveFindings.html
 */
export const closeInGuardDuty =
  (aws: Aws): CloseFinding =>
  async ({ id: arn }, how) => {
    const { closing, comment } = how;
    const { region, resource } = parseArn(arn) ?? { region: "", resource: "" };
    const id = resource.slice(resource.lastIndexOf("/") + 1);
    if (region === "" || id === "") {
      throw new ConnectorError(vendor, "permanent", "It is not the ARN of a finding of GuardDuty");
    }
    const mark: Mark = { text: comment, since: "" };
    const DetectorId = await detectorOf(aws, region, mark);
    const guardduty = aws("guardduty", mark, region);
    const of = { DetectorId, findingIds: [id] };
    const { findings } = await guardduty.read("GetFindings", of, guardDutyAnswer);
    const found = findings.find((one) => one.arn === arn);
    if (!found) return { state: "gone", as: "" };
    if (found.service?.archived) return { state: "was-closed", as: "archived" };
    const again = againAt(found.service?.eventLastSeen, how);
    if (again !== undefined) return { state: "again", as: again };
    const feedback = feedbacks[closing.classification];
    if (feedback !== undefined && !found.service?.userFeedback) {
      await guardduty.send("UpdateFindingsFeedback", { ...of, feedback, comments: comment });
    }
    await guardduty.send("ArchiveFindings", of);
    return { state: "closed", as: "archived" };
  };
