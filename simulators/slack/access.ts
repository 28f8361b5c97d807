import type { Answer, SimulatedRequest } from "../simulator";
import { refuse } from "./refusals";
import type { Scene } from "./scene";

/** The bot token that this simulator takes. Published: it opens nothing else. */
export const slackToken = "xoxb-slack-test-token";

/** What an app for this needs, and has unless a scene says otherwise. */
export const defaultScopes = ["chat:write", "channels:history"];

/** Arguments of a call, from its query, form or JSON; values of JSON keep their types. */
export type Arguments = Record<string, unknown>;

/** An argument as text: numbers and flags come as such in JSON. */
export const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** Reads by methods that take JSON; those that only read know query and form. */
export function argumentsOf(request: SimulatedRequest, takesJson: boolean): Arguments | Answer {
  const { headers, body, json, query } = request;
  const type = headers["content-type"] ?? "";
  const given = Object.fromEntries(query);
  if (body.length === 0) return given;
  if (type.startsWith("application/x-www-form-urlencoded")) {
    return { ...given, ...Object.fromEntries(new URLSearchParams(body.toString("utf8"))) };
  }
  if (!type.startsWith("application/json")) return refuse("invalid_post_type");
  if (!takesJson) return given;
  if (json === undefined) return refuse("invalid_json");
  return typeof json === "object" && json !== null && !Array.isArray(json)
    ? { ...given, ...json }
    : refuse("json_not_object");
}

/** Whether `argumentsOf` answered with a refusal. */
export const isRefusal = (value: Arguments | Answer): value is Answer =>
  typeof value.body === "object" && value.body !== null && "ok" in value.body;

/** The refusal of a call without a good token, or without the scope that it needs. */
export function accessProblem(
  { headers }: SimulatedRequest,
  { token = "active", scopes = defaultScopes }: Scene,
  oneOf: readonly string[],
): Answer | undefined {
  const [, given] = /^Bearer (\S+)$/i.exec(headers.authorization ?? "") ?? [];
  if (given === undefined) return refuse("not_authed");
  if (given !== slackToken) return refuse("invalid_auth");
  if (token !== "active") return refuse(token);
  const isAllowed = oneOf.length === 0 || oneOf.some((scope) => scopes.includes(scope));
  if (isAllowed) return undefined;
  return refuse("missing_scope", { needed: oneOf[0], provided: scopes.join(",") });
}
