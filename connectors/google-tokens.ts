import { z } from "zod";
import { createCache } from "./cache";
import { ConnectorError, notConfigured } from "./connector-error";
import type { Tokens } from "./credentials";
import { type GoogleIdentity, lackingOf } from "./google-identity";
import { createHttp } from "./http";

const bearer = z.string().regex(/^[\x21-\x7e]+$/);
const exchangeResponse = z.object({ access_token: bearer });
const impersonationResponse = z.object({ accessToken: bearer, expireTime: z.iso.datetime() });

const scope = "https://www.googleapis.com/auth/cloud-platform";
const lifetimeSeconds = 3_600;
const marginMs = 300_000;

/** Authorization at Google, as `HttpOptions` wants it. */
export interface GoogleTokens {
  authorize: () => Promise<Record<string, string>>;
  /** Drops the token, because Google refused it. */
  forget: () => void;
}

/**
 * Tokens of a Google service account without a stored secret: the managed identity's token is exchanged at
 * Google's security token service, and that token impersonates the account. However many ask at once, one
 * chain of requests gets a token for all; it is renewed five minutes before it expires.
 * https://cloud.google.com/iam/docs/workload-identity-federation-with-other-clouds
 */
export function googleTokens(
  vendor: string,
  identity: GoogleIdentity,
  tokens: Tokens,
): GoogleTokens {
  async function federated(): Promise<string> {
    const { GOOGLE_TOKEN_AUDIENCE: audience = "" } = identity;
    const { token } = await tokens.get(audience);
    try {
      return await exchange(token);
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== "auth") throw error;
      tokens.forget(audience);
      const renewed = (await tokens.get(audience)).token;
      if (renewed === token) throw error;
      return exchange(renewed);
    }
  }

  async function exchange(subjectToken: string): Promise<string> {
    const { GOOGLE_STS_URL: baseUrl, GOOGLE_WORKLOAD_PROVIDER: audience = "" } = identity;
    const http = createHttp({
      vendor,
      baseUrl,
      authorize: () => Promise.resolve({}),
      rateLimitSeconds: 60,
      advice: { 400: trust, 401: trust, 403: trust, 404: trust },
      kindOf: refusal,
    });
    const { access_token: token } = await http.read(exchangeResponse, {
      method: "POST",
      path: "/v1/token",
      label: "Google's token exchange",
      form: {
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        audience,
        scope,
        requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
        subject_token: subjectToken,
        subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      },
    });
    return token;
  }

  async function impersonated() {
    const lacking = lackingOf(identity);
    if (lacking) throw notConfigured(vendor, lacking);
    const { GOOGLE_CREDENTIALS_URL: baseUrl, GOOGLE_SERVICE_ACCOUNT: account = "" } = identity;
    const Authorization = `Bearer ${await federated()}`;
    const http = createHttp({
      vendor,
      baseUrl,
      authorize: () => Promise.resolve({ Authorization }),
      rateLimitSeconds: 60,
      advice: { 403: impersonation, 404: impersonation },
      kindOf: refusal,
    });
    const { accessToken, expireTime } = await http.read(impersonationResponse, {
      method: "POST",
      path: `/v1/projects/-/serviceAccounts/${encodeURIComponent(account)}:generateAccessToken`,
      label: "serviceAccounts:generateAccessToken",
      body: { scope: [scope], lifetime: `${lifetimeSeconds}s` },
    });
    const ends = Date.parse(expireTime);
    return { value: accessToken, freshUntil: ends - marginMs, usableUntil: ends - marginMs / 5 };
  }

  const cache = createCache<string>({
    load: impersonated,
    mayServeStale: (error) => error instanceof ConnectorError && error.kind !== "auth",
  });
  return {
    authorize: async () => ({ Authorization: `Bearer ${await cache.get(scope)}` }),
    forget: () => cache.forget(scope),
  };
}

const trust =
  "see that the workload identity provider trusts the issuer https://sts.windows.net/<tenant>/ (with the final slash), the audience GOOGLE_TOKEN_AUDIENCE, and the object id of the app's managed identity";
const impersonation =
  "give the principal of the workload identity pool the role roles/iam.workloadIdentityUser on the service account that GOOGLE_SERVICE_ACCOUNT names";

/** Who we are is a matter of set-up: what is not found here is no answer to what was looked up. */
const refusal = (status: number): "auth" | undefined =>
  status === 400 || status === 404 ? "auth" : undefined;
