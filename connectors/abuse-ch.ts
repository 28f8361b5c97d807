import { z } from "zod";
import type { FailureKind } from "../domain/outcome";
import { ConnectorError } from "./connector-error";
import type { Secrets } from "./credentials";
import { createHttp, type HttpRequest } from "./http";

/**
 * Asks: the answer, read with a schema; undefined when nothing is known, which clears nothing. Throws
 * a ConnectorError, for every `query_status` too that is neither of the two.
 */
type Ask = <T>(
  schema: z.ZodType<T>,
  request: Omit<HttpRequest, "method">,
) => Promise<T | undefined>;

/** "We do not have it", as URLhaus, ThreatFox and MalwareBazaar put it. */
const nothing = new Set(["no_results", "no_result", "hash_not_found"]);

const kinds: ReadonlyMap<string, FailureKind> = new Map([
  ["unknown_auth_key", "auth"],
  ["user_blacklisted", "auth"],
  ["rate_limited", "rate-limited"],
]);

const rateLimitSeconds = 60; // they send no Retry-After

/**
 * The HTTP of one of abuse.ch's services: one Auth-Key opens all of them, and apart from a refused key
 * every answer has status 200, so that `query_status` decides. https://urlhaus.abuse.ch/api/
 */
export function abuseCh(
  vendor: string,
  { url, secretName }: { url: string; secretName: string },
  secrets: Secrets,
): Ask {
  const valid = `put a valid Auth-Key of https://auth.abuse.ch/ into the secret "${secretName}"`;
  const forget = () => secrets.forget(secretName);
  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: async () => ({ "Auth-Key": await secrets.get(secretName) }),
    forget,
    refusals: [401, 403],
    rateLimitSeconds,
    advice: { 401: valid, 403: valid },
  });

  function refusal(status: string, path: string): ConnectorError {
    const kind = kinds.get(status) ?? "permanent";
    if (kind === "auth") forget();
    const message = `POST ${path} answered ${named(status)}${kind === "auth" ? `: ${valid}` : ""}`;
    return new ConnectorError(vendor, kind, message, {
      status: 200,
      retryAfterSeconds: rateLimitSeconds,
    });
  }

  return async (schema, request) => {
    const { status, found } = await http.read(answerOf(schema), { method: "POST", ...request });
    if (status !== "ok" && !nothing.has(status)) throw refusal(status, request.path);
    return found;
  };
}

/** The rest of an answer is read only where there should be one: without, `data` is any text. */
const answerOf = <T>(schema: z.ZodType<T>) =>
  z
    .looseObject({ query_status: z.string() })
    .transform((body, context): { status: string; found?: T } => {
      const status = body.query_status;
      if (status !== "ok") return { status };
      const { data, error } = schema.safeParse(body);
      for (const { path, message } of error?.issues ?? []) {
        context.issues.push({ code: "custom", path, message, input: body });
      }
      return error ? z.NEVER : { status, found: data };
    });

/** A status as a word for people; what does not look like one could be anything, a key too. */
const named = (status: string): string =>
  /^[a-z]+(?:_[a-z0-9]+)*$/.test(status) && status.length <= 32
    ? `query_status "${status}"`
    : "a query_status that is no word";

/** An id, whose digits may stand in an address; undefined for anything else. */
export const numericId = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((id) => (/^\d{1,18}$/.test(String(id)) ? String(id) : undefined));

/** "2026-11-20 09:02:05 UTC", with or without the zone, as ISO 8601; nothing for anything else. */
export function analysedAt(...texts: (string | null | undefined)[]): { analysedAt?: string } {
  for (const text of texts) {
    const [, date, time] =
      /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?: UTC|Z)?$/.exec(text ?? "") ?? [];
    const instant = new Date(`${date}T${time}Z`);
    if (!Number.isNaN(instant.getTime())) return { analysedAt: instant.toISOString() };
  }
  return {};
}
