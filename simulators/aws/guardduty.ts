import { type Table, isRecord } from "../simulator";
import { type GuardDutyRow, detectors } from "./guardduty-rows";
import { Problem } from "./problem";
import { valuesAt } from "./values-at";

const remote = (action: string) =>
  ["ipAddressV4", "ipAddressV6"].map((name) => `service.action.${action}.remoteIpDetails.${name}`);
const interfaces = "resource.instanceDetails.networkInterfaces";

/** Some of the attributes that may be asked for, each by the values that it must equal. */
const attributes = new Set([
  "accountId",
  "region",
  "id",
  "type",
  "service.archived",
  "resource.accessKeyDetails.accessKeyId",
  "resource.accessKeyDetails.userName",
  "resource.instanceDetails.instanceId",
  `${interfaces}.publicIp`,
  `${interfaces}.ipv6Addresses`,
  `${interfaces}.privateIpAddresses.privateIpAddress`,
  ...["awsApiCallAction", "networkConnectionAction"].flatMap(remote),
]);

/** What is asked for, of the detector of the region. */
function check(input: unknown, region: string): Record<string, unknown> {
  const members = isRecord(input) ? input : {};
  if (members["DetectorId"] === detectors[region]) return members;
  throw bad("the input detectorId is not owned by the current account.");
}

/**
 * GuardDuty of an administrator's account, or of a member's, which may not archive:
 * https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Operations.html
 */
export function guardDutyOperations(rows: Table<GuardDutyRow>, isMember: () => boolean) {
  function named(input: unknown, region: string): GuardDutyRow[] {
    const { findingIds } = check(input, region);
    const isList = Array.isArray(findingIds) && findingIds.every((id) => typeof id === "string");
    if (!isList || findingIds.length > 50) {
      throw bad("the number of requested finding ids is out-of-bounds.");
    }
    return rows.rows().filter((row) => row.region === region && findingIds.includes(row.id));
  }

  function change(input: unknown, region: string, changed: (row: GuardDutyRow) => GuardDutyRow) {
    if (isMember()) {
      const message =
        "The request is rejected because the caller is not authorized to call this API.";
      throw new Problem("AccessDeniedException", message, 403);
    }
    for (const row of named(input, region)) rows.set(row.id, changed(row));
    return undefined;
  }

  return {
    ListDetectors: (_: unknown, region: string) => ({
      detectorIds: detectors[region] === undefined ? [] : [detectors[region]],
    }),

    ListFindings(input: unknown, region: string) {
      const members = check(input, region);
      const { maxResults = 50, nextToken = "0" } = members;
      if (!(Number(maxResults) >= 1 && Number(maxResults) <= 50)) {
        throw bad("the parameter maxResults has an invalid value.");
      }
      const found = rows
        .rows()
        .filter((row) => row.region === region && conditionsOf(members).every((fits) => fits(row)))
        .toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
      const from = Number(nextToken);
      const next = from + Number(maxResults);
      return {
        findingIds: found.slice(from, next).map(({ id }) => id),
        nextToken: next < found.length ? String(next) : "",
      };
    },

    GetFindings: (input: unknown, region: string) => ({
      findings: named(input, region).map((row) => ({
        schemaVersion: "2.0",
        ...row,
        comments: undefined,
      })),
    }),

    UpdateFindingsFeedback(input: unknown, region: string) {
      const { feedback, comments } = check(input, region);
      if (feedback !== "USEFUL" && feedback !== "NOT_USEFUL") {
        throw bad("the parameter feedback has an invalid value.");
      }
      return change(input, region, (row) => ({
        ...row,
        service: { ...row.service, userFeedback: feedback },
        ...(typeof comments === "string" && { comments }),
      }));
    },

    ArchiveFindings: (input: unknown, region: string) =>
      change(input, region, (row) => ({ ...row, service: { ...row.service, archived: true } })),
  };
}

/** Whether a finding meets the criteria, one after the other. */
function conditionsOf({
  findingCriteria,
}: Record<string, unknown>): ((row: GuardDutyRow) => boolean)[] {
  const criterion = isRecord(findingCriteria) ? findingCriteria["criterion"] : {};
  return Object.entries(isRecord(criterion) ? criterion : {}).map(([name, condition]) => {
    const { equals, greaterThanOrEqual } = isRecord(condition) ? condition : {};
    if (name === "updatedAt" && Number.isInteger(greaterThanOrEqual)) {
      return ({ updatedAt }) => Date.parse(updatedAt) >= Number(greaterThanOrEqual);
    }
    if (!attributes.has(name) || !Array.isArray(equals)) {
      throw bad(`the parameter ${name} has an invalid value.`);
    }
    return (row) => valuesAt(row, name).some((value) => equals.includes(value));
  });
}

const bad = (what: string): Problem =>
  new Problem("BadRequestException", `The request is rejected because ${what}`);
