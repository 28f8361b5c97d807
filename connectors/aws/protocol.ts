import type { HttpRequest } from "../http";
import type { Service } from "./endpoint";
import { restRequestOf } from "./rest";
import { parseXml } from "./xml";

/** What is asked: parameters of the query protocol by their whole names, or the members of a JSON request. */
export type Input = Readonly<Record<string, unknown>>;

const versions: Partial<Record<Service, string>> = {
  iam: "2010-05-08",
  ec2: "2016-11-15",
  sts: "2011-06-15",
};

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html, aws-json-1_1-protocol.html for WAF, and `rest.ts`. */
export function requestOf(service: Service, operation: string, input: Input): HttpRequest {
  const rest = restRequestOf(`${service}:${operation}`, input);
  if (rest) return rest;
  const base = { method: "POST", path: "/", label: `${service}:${operation}` } as const;
  if (service === "wafv2") {
    const headers = {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": `AWSWAF_20190729.${operation}`,
    };
    return { ...base, headers, text: JSON.stringify(input) };
  }
  const headers = { "Content-Type": "application/x-www-form-urlencoded; charset=utf-8" };
  const form = new URLSearchParams({ Action: operation, Version: versions[service] ?? "" });
  for (const [key, value] of Object.entries(input)) form.set(key, String(value));
  return { ...base, headers, text: form.toString() };
}

/** A list as parameters: "ActionNames.member.1". */
export const listParameters = (name: string, entries: readonly string[]): Input =>
  Object.fromEntries(entries.map((entry, index) => [`${name}.${index + 1}`, entry]));

/** Reads an answer of either protocol; undefined for what is none. */
export function parsed(text: string, type: string): unknown {
  if (type === "text/xml") return parseXml(text);
  if (type !== "application/x-amz-json-1.1") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
