import { cleanLine } from "../../domain/clean-text";
import type { FailureKind } from "../../domain/outcome";
import { ConnectorError } from "../connector-error";
import { redact } from "../redact";

export const vendor = "active-directory";

/** RFC 4511, appendix A, where it says something beyond "no". */
export const resultCodes = {
  noSuchAttribute: 16,
  valueExists: 20,
  invalidCredentials: 49,
} as const;

const meanings: Readonly<Record<number, { kind: FailureKind; advice?: string }>> = {
  1: { kind: "transient" },
  3: { kind: "transient" },
  8: { kind: "auth", advice: "the domain controller wants LDAPS: see ACTIVE_DIRECTORY_URL" },
  10: {
    kind: "permanent",
    advice:
      "it is in another domain, and referrals are not followed: name a writable domain controller of its own domain in ACTIVE_DIRECTORY_URL, and that domain in ACTIVE_DIRECTORY_BASE_DN",
  },
  11: { kind: "transient" },
  13: { kind: "auth", advice: "the domain controller wants LDAPS: see ACTIVE_DIRECTORY_URL" },
  32: { kind: "not-found", advice: "see ACTIVE_DIRECTORY_BASE_DN" },
  49: { kind: "auth" },
  50: {
    kind: "auth",
    advice:
      "delegate to the app's account to read all properties and to write userAccountControl; what is or was in a protected group (adminCount is 1) is out of its reach: an administrator has to change it",
  },
  51: { kind: "transient" },
  52: { kind: "transient" },
  53: { kind: "permanent", advice: "see that the domain controller is no read-only one" },
  80: { kind: "transient" },
};

/** The words of https://learn.microsoft.com/windows/win32/debug/system-error-codes in a refused bind. */
const refusedBinds: Readonly<Record<string, string>> = {
  "525": "no such account: see bindDn in the app's secret",
  "52e": "put the right bindDn and password in the app's secret",
  "530": "the app's account may not sign in at this time",
  "531": "the app's account may not sign in from here",
  "532": "the password of the app's account has expired: set a new one, and put it in the secret",
  "533": "the app's account is disabled: enable it",
  "701": "the app's account has expired",
  "773":
    "the password of the app's account must be changed: set a new one, and put it in the secret",
  "775": "the app's account is locked out: unlock it, and see that its secret is right",
};

export interface Attempt {
  /** What was tried: "Bind", "Modify CN=Alex,…". */
  name: string;
  isWrite: boolean;
  secrets: readonly string[];
}

export const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

/** A failure of the LDAP client, in our words: its own errors name no code where a connection ended. */
export function failureOf(error: unknown, attempt: Attempt): ConnectorError {
  const code = codeOf(error);
  return typeof code === "number" ? refused(code, error, attempt) : noAnswer(code, attempt);
}

function refused(code: number, error: unknown, { name, isWrite, secrets }: Attempt) {
  const words = cleanLine(redact(error instanceof Error ? error.message : "", secrets), 200);
  const { kind, advice } = meanings[code] ?? { kind: "permanent" };
  const [, data = ""] = /\bdata ([0-9a-f]+)/i.exec(words) ?? [];
  const why = code === resultCodes.invalidCredentials ? refusedBinds[data.toLowerCase()] : advice;
  const message = `${name} answered ${code}${words && ` (${words})`}${why ? `: ${why}` : ""}`;
  return new ConnectorError(vendor, kind, message, {
    // "Other" and "operations error" may come after the change; all else says that there was none.
    mayHaveHappened: isWrite && [1, 80].includes(code),
  });
}

function noAnswer(code: unknown, { name, isWrite }: Attempt): ConnectorError {
  const known = typeof code === "string" ? code : "connection failed";
  const advice = /CERT|SIGNATURE|ISSUER/.test(known)
    ? ": see that ACTIVE_DIRECTORY_CA_FILE holds the authority of its certificate, and ACTIVE_DIRECTORY_URL the name in it"
    : "";
  return new ConnectorError(vendor, "transient", `${name} had no answer (${known})${advice}`, {
    mayHaveHappened: isWrite,
  });
}
