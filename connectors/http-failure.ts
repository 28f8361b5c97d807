import { ConnectorError, kindOfStatus } from "./connector-error";
import { redact } from "./redact";
import { retryAfterSeconds, secondsUntilReset } from "./retry-after";

/** What an error says about the request that failed. */
export interface Attempt {
  vendor: string;
  /** Method and path, without the query. */
  name: string;
  isWrite: boolean;
  seconds: number;
  rateLimitSeconds: number | ((status: number) => number);
  resetHeader?: string;
  advice?: Readonly<Record<number, string>>;
  /** What must not stand in a message. */
  secrets: readonly string[];
  wordsOf?: (body: unknown, headers: Record<string, unknown>) => string;
  caFile?: string | undefined;
}

/** For an answer that says no. */
export function refused(
  attempt: Attempt,
  answer: { status: number; headers: Record<string, unknown> },
  body: unknown,
  kind = kindOfStatus(answer.status),
): ConnectorError {
  const { status, headers } = answer;
  const words = attempt.wordsOf?.(body, headers) ?? detailOf(body);
  // In this order: half a secret at a cut would not be found.
  const detail = cut(oneLine(redact(words, attempt.secrets)));
  const advice = attempt.advice?.[status];
  const message = `${attempt.name} answered ${status}${detail && ` (${detail})`}${advice ? `: ${advice}` : ""}`;
  const guess = attempt.rateLimitSeconds;
  return new ConnectorError(attempt.vendor, kind, message, {
    status,
    retryAfterSeconds:
      retryAfterSeconds(headers["retry-after"] ?? headers["ratelimit-reset"], Date.now()) ??
      secondsUntilReset(attempt.resetHeader && headers[attempt.resetHeader], Date.now()) ??
      (typeof guess === "number" ? guess : guess(status)),
    // A success that holds an error counts too: the vendor began to do it.
    mayHaveHappened: attempt.isWrite && (status >= 500 || status < 300),
  });
}

/** For an answer that says yes and cannot be read: a write was made. */
export const unreadable = (attempt: Attempt, problem: string): ConnectorError =>
  new ConnectorError(attempt.vendor, "permanent", `${attempt.name} answered ${problem}`, {
    mayHaveHappened: attempt.isWrite,
  });

/** For a 404 that a page says: not the vendor's word about what was asked for, so never "not found". */
export function notFoundByOthers(attempt: Attempt, problem: string): ConnectorError {
  const advice =
    attempt.advice?.[404] ??
    "see that its address in the app's settings is right, and that no proxy answers in its place";
  const message = `${attempt.name} answered 404 ${problem}: ${advice}`;
  return new ConnectorError(attempt.vendor, "permanent", message, { status: 404 });
}

/** Failures before the first byte is sent. */
const unsent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

/** For a request without an answer. The client's own message is left out: it may hold the address. */
export function noAnswer(attempt: Attempt, error: unknown): ConnectorError {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const mayHaveHappened = attempt.isWrite && !unsent.has(String(code));
  if (code === "ERR_BAD_RESPONSE" && String(message).startsWith("maxContentLength")) {
    return new ConnectorError(attempt.vendor, "permanent", `${attempt.name} answered too much`, {
      mayHaveHappened,
    });
  }
  const what =
    code === "ERR_CANCELED"
      ? `had no answer within ${attempt.seconds} s`
      : `had no answer (${typeof code === "string" ? code : "connection failed"})`;
  return new ConnectorError(attempt.vendor, "transient", `${attempt.name} ${what}`, {
    mayHaveHappened,
  });
}

const longestDetail = 200;

/** What vendors say in the body of a refusal: `error.code`, `error.message`, `detail`, the first of JSON:API's `errors`, OAuth's members. */
function detailOf(body: unknown): string {
  const top = members(body);
  const error = members(top.error ?? (Array.isArray(top.errors) ? top.errors[0] : undefined));
  const words = [
    error.code ?? (typeof top.error === "string" ? top.error : undefined),
    error.message ?? top.error_description ?? top.message,
    error.detail ?? top.detail,
  ].filter((word): word is string => typeof word === "string" && word !== "");
  return words.join(": ");
}

const oneLine = (text: string): string =>
  text
    .slice(0, 5_000)
    .replaceAll(/[\s\p{C}]+/gu, " ")
    .trim();

const cut = (text: string): string =>
  text.length > longestDetail ? `${text.slice(0, longestDetail).toWellFormed()}…` : text;

const members = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};
