import { z } from "zod";
import { createCache } from "../cache";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Tokens } from "../credentials";
import type { GoogleIdentity } from "../google-identity";
import { type GoogleTokens, googleTokens } from "../google-tokens";
import { createHttp } from "../http";

export const vendor = "google-workspace";

export interface WorkspaceSettings extends GoogleIdentity {
  /** In whose place the app acts: an administrator of the Workspace. */
  GOOGLE_WORKSPACE_ADMIN?: string | undefined;
  GOOGLE_OAUTH_URL: string;
  GOOGLE_DIRECTORY_URL: string;
}

const signedResponse = z.object({ signedJwt: z.string().regex(/^[\w.-]+$/) });
const tokenResponse = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().min(0),
});

const scopes = ["admin.directory.user", "admin.directory.user.security"].map(
  (name) => `https://www.googleapis.com/auth/${name}`,
);
const lifetimeSeconds = 3_600;
const marginSeconds = 300;

/**
 * Tokens by which the service account acts in an administrator's place (domain-wide delegation), without a key of
 * its own: Google signs its assertion for it. https://developers.google.com/identity/protocols/oauth2/service-account
 */
export function delegatedTokens(settings: WorkspaceSettings, tokens: Tokens): GoogleTokens {
  const own = googleTokens(vendor, settings, tokens);
  const { GOOGLE_SERVICE_ACCOUNT: account = "", GOOGLE_WORKSPACE_ADMIN: admin = "" } = settings;

  async function assertion(now: number): Promise<string> {
    const iat = Math.floor(now / 1_000);
    const http = createHttp({
      vendor,
      baseUrl: settings.GOOGLE_CREDENTIALS_URL,
      authorize: own.authorize,
      forget: own.forget,
      rateLimitSeconds: 60,
      advice: { 403: signing, 404: signing },
      kindOf: refusal,
    });
    const { signedJwt } = await http.read(signedResponse, {
      method: "POST",
      path: `/v1/projects/-/serviceAccounts/${encodeURIComponent(account)}:signJwt`,
      label: "serviceAccounts:signJwt",
      body: {
        payload: JSON.stringify({
          iss: account,
          sub: admin,
          scope: scopes.join(" "),
          aud: "https://oauth2.googleapis.com/token",
          iat,
          exp: iat + lifetimeSeconds,
        }),
      },
    });
    return signedJwt;
  }

  async function delegated() {
    if (admin === "") throw notConfigured(vendor, "GOOGLE_WORKSPACE_ADMIN");
    const asked = Date.now();
    const http = createHttp({
      vendor,
      baseUrl: settings.GOOGLE_OAUTH_URL,
      authorize: () => Promise.resolve({}),
      rateLimitSeconds: 60,
      advice: { 400: delegation, 401: delegation, 403: delegation, 404: delegation },
      kindOf: refusal,
    });
    const { access_token: value, expires_in: seconds } = await http.read(tokenResponse, {
      method: "POST",
      path: "/token",
      label: "Google's token endpoint",
      form: {
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion: await assertion(asked),
      },
    });
    const ends = asked + seconds * 1_000;
    return {
      value,
      freshUntil: ends - marginSeconds * 1_000,
      usableUntil: ends - marginSeconds * 200,
    };
  }

  const cache = createCache<string>({
    load: delegated,
    mayServeStale: (error) => error instanceof ConnectorError && error.kind !== "auth",
  });
  return {
    authorize: async () => ({ Authorization: `Bearer ${await cache.get(admin)}` }),
    forget: () => cache.forget(admin),
  };
}

const signing =
  "give the service account that GOOGLE_SERVICE_ACCOUNT names the role roles/iam.serviceAccountTokenCreator on itself, by which Google signs for it";
const delegation = `in the Admin console delegate ${scopes.join(" and ")} to the service account's client id, and name an administrator in GOOGLE_WORKSPACE_ADMIN`;

/** Who we are is a matter of set-up: what is not found here is no answer to what was looked up. */
const refusal = (status: number): "auth" | undefined =>
  status === 400 || status === 404 ? "auth" : undefined;
