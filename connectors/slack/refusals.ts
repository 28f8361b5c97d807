import type { FailureKind } from "../../domain/outcome";
import { ConnectorError } from "../connector-error";
import type { Refusal } from "./schema";

const vendor = "slack";

/** A token that Slack takes no more: another may be in the vault by now. */
const deadToken = new Set([
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
]);

export const isOfToken = ({ error }: Refusal): boolean => deadToken.has(error);

const notFound = new Set(["channel_not_found", "message_not_found", "thread_not_found"]);
const tooMany = new Set(["ratelimited", "rate_limited"]);
/** The workspace moves to another place: its channels are there again when it has. */
const later = new Set(["team_added_to_org"]);
const forbidden = new Set([
  "missing_scope",
  "not_in_channel",
  "no_permission",
  "not_allowed_token_type",
  "access_denied",
  "accesslimited",
  "ekm_access_denied",
  "enterprise_is_restricted",
  "org_login_required",
  "team_access_not_granted",
  "two_factor_setup_required",
]);

/** Who may post: it has a word of its own for each way of closing a channel. */
const isRestricted = (error: string): boolean => /^restricted_action(?:_|$)/.test(error);

/** After these a message may be there: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const unsure = new Set(["internal_error", "fatal_error", "service_unavailable", "request_timeout"]);

/** For `createHttp`: the refusals that may hide a success. The others come back as an answer. */
export function kindOfUnsure(status: number, body: unknown): FailureKind | undefined {
  const { ok, error } = (body ?? {}) as { ok?: unknown; error?: unknown };
  return status === 200 && ok === false && unsure.has(String(error)) ? "transient" : undefined;
}

/** A refusal that changed nothing, as an error that says what to do. */
export function refused(
  name: string,
  { error, needed }: Refusal,
  secretName: string,
  rateLimitSeconds: number,
): ConnectorError {
  const word = /^[a-z_]{1,60}$/.test(error) ? error : "an error";
  const advice = adviceFor(error, needed, secretName);
  const message = `${name} answered "${word}"${advice === undefined ? "" : `: ${advice}`}`;
  return new ConnectorError(vendor, kindOf(error), message, {
    status: 200,
    retryAfterSeconds: rateLimitSeconds,
  });
}

function kindOf(error: string): FailureKind {
  if (deadToken.has(error) || forbidden.has(error) || isRestricted(error)) return "auth";
  if (later.has(error)) return "transient";
  if (notFound.has(error)) return "not-found";
  return tooMany.has(error) ? "rate-limited" : "permanent";
}

function adviceFor(
  error: string,
  needed: string | null | undefined,
  secretName: string,
): string | undefined {
  if (deadToken.has(error) || error === "not_allowed_token_type") {
    return `put the app's bot token (it begins with xoxb-) into the secret "${secretName}"`;
  }
  if (error === "missing_scope") {
    const scope = /^[a-z:._,-]{1,100}$/.test(needed ?? "") ? needed : "that the method needs";
    return `give the app the scope ${scope}, and install it in the workspace again`;
  }
  if (isRestricted(error)) return "see who may post to the channel";
  return (
    advice[error] ?? (forbidden.has(error) ? "see what the workspace lets the app do" : undefined)
  );
}

const advice: Readonly<Record<string, string>> = {
  channel_not_found:
    "see that SLACK_CHANNEL is the id of a channel of this workspace, and invite the app when it is a private one",
  not_in_channel: "invite the app to the channel",
  is_archived: "name a channel in SLACK_CHANNEL that is in use",
  message_not_found: "somebody deleted the message",
  thread_not_found: "somebody deleted the message that the reply was for",
  cant_update_message: "only the app that posted the message can change it: see whose token it is",
  edit_window_closed: "see how long the workspace lets messages be changed",
};
