import type { HttpRequest } from "../http";

const operations: Readonly<Record<string, readonly [HttpRequest["method"], string]>> = {
  "guardduty:ListDetectors": ["GET", "/detector"],
  "guardduty:ListFindings": ["POST", "/detector/{DetectorId}/findings"],
  "guardduty:GetFindings": ["POST", "/detector/{DetectorId}/findings/get"],
  "guardduty:UpdateFindingsFeedback": ["POST", "/detector/{DetectorId}/findings/feedback"],
  "guardduty:ArchiveFindings": ["POST", "/detector/{DetectorId}/findings/archive"],
  "securityhub:GetFindings": ["POST", "/findings"],
  "securityhub:BatchUpdateFindings": ["PATCH", "/findings/batchupdate"],
};

/**
 * An operation of a service that speaks REST with JSON; undefined for every other. Members that its path names
 * go there: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function restRequestOf(
  label: string,
  input: Readonly<Record<string, unknown>>,
): HttpRequest | undefined {
  const [method, pattern] = operations[label] ?? [];
  if (method === undefined || pattern === undefined) return undefined;
  const body = { ...input };
  const path = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(body[name]);
    delete body[name];
    return encodeURIComponent(value);
  });
  return { method, path, label, ...(method !== "GET" && { body }) };
}
