import { isRecord } from "../simulator";
import type { HubRow } from "./hub-rows";
import { Problem } from "./problem";
import { valuesAt } from "./values-at";

/** Where a filter looks. */
const paths: Readonly<Record<string, string>> = {
  Id: "Id",
  ProductArn: "ProductArn",
  AwsAccountId: "AwsAccountId",
  Type: "Types",
  RecordState: "RecordState",
  WorkflowStatus: "Workflow.Status",
  ResourceId: "Resources.Id",
  ResourceAwsIamUserUserName: "Resources.Details.AwsIamUser.UserName",
  ResourceAwsIamAccessKeyPrincipalName: "Resources.Details.AwsIamAccessKey.PrincipalName",
  ResourceAwsEc2InstanceIpV4Addresses: "Resources.Details.AwsEc2Instance.IpV4Addresses",
  ResourceAwsEc2InstanceIpV6Addresses: "Resources.Details.AwsEc2Instance.IpV6Addresses",
  NetworkSourceIpV4: "Network.SourceIpV4",
  NetworkSourceIpV6: "Network.SourceIpV6",
  NetworkDestinationIpV4: "Network.DestinationIpV4",
  NetworkDestinationIpV6: "Network.DestinationIpV6",
};

const dayMs = 86_400_000;

/** Whether a finding meets every filter: of one filter's own values one will do, and none that begins with "not". */
export function fits(row: HubRow, filters: Record<string, unknown>, now: number): boolean {
  return Object.entries(filters).every(([name, given]) => {
    const conditions = Array.isArray(given) ? given.filter(isRecord) : [];
    if (conditions.length === 0) throw invalid(name);
    if (name === "UpdatedAt") return conditions.some((one) => isSince(row, one, now));
    const path = paths[name];
    if (path === undefined) throw invalid(name);
    const values = valuesAt(row, path);
    const not = conditions.filter((one) => String(one["Comparison"]).includes("NOT_"));
    const any = conditions.filter((one) => !not.includes(one));
    const isAny = any.length === 0 || any.some((one) => values.some((value) => is(value, one)));
    return isAny && not.every((one) => !values.some((value) => is(value, one)));
  });
}

function is(value: string, { Value, Comparison, Cidr }: Record<string, unknown>): boolean {
  if (typeof Cidr === "string") return Cidr === `${value}/${value.includes(":") ? 128 : 32}`;
  const wanted = String(Value);
  switch (Comparison) {
    case "EQUALS":
    case "NOT_EQUALS":
      return value === wanted;
    case "PREFIX":
    case "PREFIX_NOT_EQUALS":
      return value.startsWith(wanted);
    default:
      throw invalid("Comparison");
  }
}

function isSince({ UpdatedAt }: HubRow, { DateRange }: Record<string, unknown>, now: number) {
  const { Value, Unit } = isRecord(DateRange) ? DateRange : {};
  if (Unit !== "DAYS" || !(Number(Value) > 0)) throw invalid("UpdatedAt");
  return Date.parse(UpdatedAt) >= now - Number(Value) * dayMs;
}

const invalid = (name: string): Problem =>
  new Problem("InvalidInputException", `Invalid parameter '${name}'`);
