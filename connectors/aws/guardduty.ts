import type { Mark } from "../../domain/containing";
import type { AskContext } from "../../domain/context";
import { ConnectorError } from "../connector-error";
import { type Aws, vendor } from "./client";
import {
  type GuardDutyFinding,
  detectorsAnswer,
  guardDutyAnswer,
  idsAnswer,
} from "./guardduty-schema";
import type { Place } from "./instance";
import { type AwsName, awsNameOf } from "./named";
import { type Found, type Seen, contextOf } from "./seen";

const mostListed = 50;
const mostRead = 10;
const dayMs = 86_400_000;

/** The account's one detector of a region; an administrator's has the findings of its members, too. */
export async function detectorOf(aws: Aws, region: string, mark?: Mark): Promise<string> {
  const { detectorIds } = await aws("guardduty", mark, region).read(
    "ListDetectors",
    {},
    detectorsAnswer,
  );
  const [detector] = detectorIds;
  if (detector !== undefined) return detector;
  const message = `GuardDuty is not on in ${region} for the account of AWS_ROLE_ARN`;
  throw new ConnectorError(vendor, "permanent", message);
}

/** What GuardDuty has found about entities, in the region of the settings; the newest first. */
export const guardDutyContext =
  (aws: Aws, place: () => Place): AskContext =>
  async (entities, days) => {
    const findings = [];
    for (const entity of entities) {
      const name = awsNameOf(entity, place());
      const criteria = name ? criteriaOf(name) : [];
      const found =
        criteria.length > 0 ? await look(aws, place().region, criteria, days) : undefined;
      findings.push(contextOf("guardduty", entity, found, days));
    }
    return findings;
  };

type Criterion = Readonly<Record<string, { equals: string[] }>>;

const where = (member: string, value: string): Criterion => ({ [member]: { equals: [value] } });

/** One list for each: members of one criterion must all be met. */
function criteriaOf(name: AwsName): Criterion[] {
  if (name.kind === "instance") return [where("resource.instanceDetails.instanceId", name.id)];
  if (name.kind === "access-key") return [where("resource.accessKeyDetails.accessKeyId", name.id)];
  if (name.kind === "user") {
    const isUser = where("resource.accessKeyDetails.userName", name.userName);
    return [{ ...isUser, ...where("accountId", name.account) }];
  }
  if (name.kind === "resource") return [];
  return membersOf(name.family).map((member) => where(member, name.address));
}

function membersOf(family: 4 | 6): string[] {
  const actions = ["awsApiCallAction", "networkConnectionAction"];
  const remote = actions.map(
    (action) => `service.action.${action}.remoteIpDetails.ipAddressV${family}`,
  );
  const interfaces = "resource.instanceDetails.networkInterfaces";
  return family === 6
    ? [...remote, `${interfaces}.ipv6Addresses`]
    : [...remote, `${interfaces}.publicIp`, `${interfaces}.privateIpAddresses.privateIpAddress`];
}

async function look(
  aws: Aws,
  region: string,
  criteria: readonly Criterion[],
  days: number,
): Promise<Found> {
  const DetectorId = await detectorOf(aws, region);
  const guardduty = aws("guardduty", undefined, region);
  const since = { updatedAt: { greaterThanOrEqual: Date.now() - days * dayMs } };
  const all = new Set<string>();
  const newest = new Set<string>();
  let isCut = false;
  for (const criterion of criteria) {
    const { findingIds, nextToken } = await guardduty.read(
      "ListFindings",
      {
        DetectorId,
        findingCriteria: { criterion: { ...criterion, ...since } },
        sortCriteria: { attributeName: "updatedAt", orderBy: "DESC" },
        maxResults: mostListed,
      },
      idsAnswer,
    );
    isCut ||= Boolean(nextToken);
    for (const id of findingIds) all.add(id);
    for (const id of findingIds.slice(0, mostRead)) newest.add(id);
  }
  if (newest.size === 0) return { newest: [], count: 0, isCut };
  const input = { DetectorId, findingIds: [...newest] };
  const { findings } = await guardduty.read("GetFindings", input, guardDutyAnswer);
  return { newest: findings.map(seenOf), count: all.size, isCut };
}

function seenOf({ id, type, title, severity, updatedAt, service }: GuardDutyFinding): Seen {
  const times = service?.count ?? 1;
  const state = service?.archived ? "archived" : "open";
  return {
    id,
    severity: severityOf(severity),
    type,
    title: title ?? type,
    updated: updatedAt,
    state: times > 1 ? `${state}, seen ${times} times` : state,
  };
}

/** https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html */
function severityOf(severity: number): string {
  if (severity >= 9) return "CRITICAL";
  if (severity >= 7) return "HIGH";
  return severity >= 4 ? "MEDIUM" : "LOW";
}
