import { isRecord, type SimulatedRequest } from "../simulator";
import { checkValue, hashLengths } from "./indicator-value";
import { refuse } from "./problem";

/** An indicator as the API answers it: https://learn.microsoft.com/defender-endpoint/api/ti-indicator */
export interface Indicator {
  id: string;
  indicatorValue: string;
  indicatorType: string;
  action: string;
  application: string | null;
  title: string;
  description: string;
  severity: string;
  recommendedActions: string | null;
  expirationTime: string | null;
  rbacGroupNames: string[];
  generateAlert: boolean;
  externalId: string | null;
  sourceType: string;
  createdBy: string;
  createdByDisplayName: string;
  creationTimeDateTimeUtc: string;
  lastUpdateTime: string;
  lastUpdatedBy: string | null;
}

type Written = Pick<
  Indicator,
  | "indicatorValue"
  | "indicatorType"
  | "action"
  | "application"
  | "title"
  | "description"
  | "severity"
  | "recommendedActions"
  | "expirationTime"
  | "rbacGroupNames"
  | "generateAlert"
  | "externalId"
>;

const types = [
  ...Object.keys(hashLengths),
  "CertificateThumbprint",
  "IpAddress",
  "DomainName",
  "Url",
];
const actions = [
  "Warn",
  "Block",
  "Audit",
  "Alert",
  "AlertAndBlock",
  "BlockAndRemediate",
  "Allowed",
];
const severities = ["Informational", "Low", "Medium", "High"];

/** The body of a submission, as it must be: https://learn.microsoft.com/defender-endpoint/api/post-ti-indicator */
export function writtenIn({ json }: SimulatedRequest): Written {
  if (!isRecord(json)) return refuse(400, "InvalidRequestBody", "Request body is incorrect");
  const indicatorValue = required(json, "indicatorValue");
  const indicatorType = oneOf(required(json, "indicatorType"), "indicatorType", types);
  const action = oneOf(required(json, "action"), "action", actions);
  checkValue(indicatorType, indicatorValue);
  const generateAlert = json["generateAlert"] === true;
  if (action === "Audit" && !generateAlert) {
    return refuse(400, "InvalidInput", "generateAlert must be true with the action Audit");
  }
  const expirationTime = textOf(json, "expirationTime");
  if (expirationTime !== null && Number.isNaN(Date.parse(expirationTime))) {
    return refuse(400, "InvalidRequestBody", "expirationTime is not a date");
  }
  const groups = json["rbacGroupNames"] ?? [];
  if (!Array.isArray(groups) || !groups.every((one) => typeof one === "string")) {
    return refuse(400, "InvalidRequestBody", "rbacGroupNames is not a list of names");
  }
  return {
    indicatorValue,
    indicatorType,
    action,
    generateAlert,
    expirationTime,
    rbacGroupNames: groups,
    title: required(json, "title"),
    description: required(json, "description"),
    application: textOf(json, "application"),
    severity: oneOf(textOf(json, "severity") ?? "Informational", "severity", severities),
    recommendedActions: textOf(json, "recommendedActions"),
    externalId: textOf(json, "externalId"),
  };
}

function required(json: Record<string, unknown>, name: string): string {
  const text = textOf(json, name);
  if (text !== null && text.trim() !== "") return text;
  return refuse(400, "MissingRequiredParameter", `Required parameter ${name} is missing`);
}

function textOf(json: Record<string, unknown>, name: string): string | null {
  const value = json[name] ?? null;
  if (value === null || typeof value === "string") return value;
  return refuse(400, "InvalidRequestBody", `${name} is not a text`);
}

function oneOf(text: string, name: string, known: readonly string[]): string {
  if (known.includes(text)) return text;
  return refuse(400, "InvalidRequestBody", `${name} ${text.slice(0, 40)} is not supported`);
}
