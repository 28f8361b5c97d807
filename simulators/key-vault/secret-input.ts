import { isRecord } from "../simulator";
import type { Version } from "./secrets";

type Input = Omit<Version, "version" | "created">;

/**
 * The body of Set Secret, checked:
 * https://learn.microsoft.com/rest/api/keyvault/secrets/set-secret/set-secret.
 */
export function inputOf(json: unknown): Input | { problem: string } {
  if (!isRecord(json)) return { problem: "Request body not specified" };
  const { value, contentType, tags, attributes = {} } = json;
  if (typeof value !== "string") return { problem: "Property 'value' is required" };
  if (Buffer.byteLength(value) > 25_600) return { problem: "Property 'value' is too long" };
  if (!isRecord(attributes)) return { problem: "Property 'attributes' has invalid value" };
  const { enabled = true, nbf, exp } = attributes;
  if (typeof enabled !== "boolean") return { problem: "Property 'enabled' has invalid value" };
  if (!isSeconds(nbf) || !isSeconds(exp)) {
    return { problem: "Property 'nbf' or 'exp' has invalid value" };
  }
  return {
    value,
    enabled,
    ...(typeof contentType === "string" && { contentType }),
    ...(nbf !== undefined && { notBefore: nbf }),
    ...(exp !== undefined && { expires: exp }),
    ...(isTags(tags) && { tags }),
  };
}

const isSeconds = (value: unknown): value is number | undefined =>
  value === undefined || Number.isInteger(value);

const isTags = (value: unknown): value is Record<string, string> =>
  isRecord(value) && Object.values(value).every((tag) => typeof tag === "string");
