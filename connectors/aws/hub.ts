import type { AskContext } from "../../domain/context";
import { cidrOf } from "./cidr";
import type { Aws, AwsService } from "./client";
import { type HubFinding, hubAnswer } from "./hub-schema";
import type { Place } from "./instance";
import { type AwsName, awsNameOf } from "./named";
import { type Found, type Seen, contextOf } from "./seen";

// A finding has up to 240 KB.
const pageSize = 20;
const mostPages = 3;

export type Filters = Readonly<Record<string, readonly object[]>>;
export const equals = (Value: string): object[] => [{ Value, Comparison: "EQUALS" }];

/** Findings that meet all filters, the newest first, as many as a page has; an empty page may have another one behind it. */
export async function findingsIn(
  hub: AwsService,
  filters: Filters,
): Promise<{ findings: HubFinding[]; isCut: boolean }> {
  const findings: HubFinding[] = [];
  let token: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const { Findings, NextToken } = await hub.read(
      "GetFindings",
      {
        Filters: filters,
        SortCriteria: [{ Field: "UpdatedAt", SortOrder: "desc" }],
        MaxResults: pageSize,
        ...(token !== undefined && { NextToken: token }),
      },
      hubAnswer,
    );
    findings.push(...Findings);
    token = NextToken ?? undefined;
    if (token === undefined || findings.length >= pageSize) break;
  }
  return { findings, isCut: token !== undefined };
}

/**
 * What Security Hub has of entities, in the region of the settings: where regions are linked, of all of them. What a
 * resource is configured like is left out, there is much of it.
 */
export const hubContext =
  (aws: Aws, place: () => Place): AskContext =>
  async (entities, days) => {
    const findings = [];
    for (const entity of entities) {
      const name = awsNameOf(entity, place());
      const found = name && (await look(aws("securityhub"), name, days));
      findings.push(contextOf("security-hub", entity, found, days));
    }
    return findings;
  };

/** Reads one finding. */
export async function checkHub(aws: Aws): Promise<string> {
  await aws("securityhub").read("GetFindings", { MaxResults: 1 }, hubAnswer);
  return "findings can be read";
}

async function look(hub: AwsService, name: AwsName, days: number): Promise<Found> {
  const always: Filters = {
    UpdatedAt: [{ DateRange: { Value: days, Unit: "DAYS" } }],
    Type: [{ Value: "Software and Configuration Checks", Comparison: "PREFIX_NOT_EQUALS" }],
  };
  const all = new Map<string, HubFinding>();
  let isCut = false;
  for (const filters of filtersOf(name)) {
    const answer = await findingsIn(hub, { ...filters, ...always });
    for (const one of answer.findings) all.set(`${one.ProductArn} ${one.Id}`, one);
    isCut ||= answer.isCut;
  }
  const note = name.kind === "instance" && name.isGuessed ? `looked for as ${name.arn}` : undefined;
  const newest = [...all.values()].map(seenOf);
  return { newest, count: all.size, isCut, ...(note !== undefined && { note }) };
}

/** One question for each: members of one filter must all be met. */
function filtersOf(name: AwsName): Filters[] {
  if (name.kind === "instance" || name.kind === "resource") {
    return [{ ResourceId: equals(name.arn) }];
  }
  if (name.kind === "access-key") return [{ ResourceId: equals(`AWS::IAM::AccessKey:${name.id}`) }];
  if (name.kind === "user") {
    const AwsAccountId = equals(name.account);
    return ["ResourceAwsIamUserUserName", "ResourceAwsIamAccessKeyPrincipalName"].map((member) => ({
      [member]: equals(name.userName),
      AwsAccountId,
    }));
  }
  const only = [{ Cidr: cidrOf(name.address) }];
  const members = [
    `NetworkSourceIpV${name.family}`,
    `NetworkDestinationIpV${name.family}`,
    `ResourceAwsEc2InstanceIpV${name.family}Addresses`,
  ];
  return members.map((member) => ({ [member]: only }));
}

function seenOf(finding: HubFinding): Seen {
  const { Id, Title, Types, Severity, UpdatedAt, Workflow, RecordState, ProductName } = finding;
  const status = Workflow?.Status ?? "without a status";
  return {
    id: Id,
    severity: Severity?.Label ?? "UNRATED",
    type: Types?.[0] ?? ProductName ?? "finding",
    title: Title,
    updated: UpdatedAt,
    state: RecordState === "ARCHIVED" ? `${status}, archived` : status,
  };
}
