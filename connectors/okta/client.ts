import { ConnectorError, notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { type Http, createHttp } from "../http";
import { authorization } from "./authorization";

export const vendor = "okta";

export interface OktaSettings {
  url: string | undefined;
  secretName: string;
}

/** An organisation's API, an HTTP for each scope: so a 403 names the one that is missing. */
export interface Okta {
  users: Http;
  roles: Http;
  logs: Http;
  managing: Http;
}

/** Connects to an organisation; throws `notConfigured` where none is named. */
export function openOkta({ url, secretName }: OktaSettings, secrets: Secrets): Okta {
  if (url === undefined) throw notConfigured(vendor, "OKTA_URL");
  const { authorize, forget } = authorization({ url, secretName }, secrets);
  const httpWith = (scope: string, more = ""): Http =>
    createHttp({
      vendor,
      baseUrl: url,
      authorize,
      forget,
      rateLimitSeconds: 60,
      resetHeader: "x-rate-limit-reset",
      advice: {
        401: `put a valid private key or API token into the secret "${secretName}"`,
        403: `grant the app ${scope} and an administrator role that reaches this far; of an API token, that role to its administrator${more}`,
      },
      wordsOf,
    });
  return {
    users: httpWith("okta.users.read"),
    roles: httpWith("okta.roles.read"),
    logs: httpWith("okta.logs.read"),
    managing: httpWith("okta.users.manage", ". Only a super administrator can change one"),
  };
}

/** The id of a user, as the segment of a path and the text of a filter; throws for what is none. */
export function userIdOf(id: string): string {
  if (userId.test(id)) return id;
  const message =
    "What was given as a user's id is none (00u and 17 letters), so nothing was asked";
  throw new ConnectorError(vendor, "permanent", message);
}

/** https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ */
export const userId = /^00u[0-9A-Za-z]{17}$/;

/** https://developer.okta.com/docs/reference/error-codes/ */
function wordsOf(body: unknown): string {
  const { errorCode, errorSummary, errorCauses } = (body ?? {}) as Record<string, unknown>;
  const causes = Array.isArray(errorCauses) ? (errorCauses as unknown[]) : [];
  const words = causes.map((cause) => (cause as { errorSummary?: unknown } | null)?.errorSummary);
  return [errorCode, errorSummary, ...words]
    .filter((word): word is string => typeof word === "string" && word !== "")
    .join(": ");
}
