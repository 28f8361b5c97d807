import { isRetryable } from "../../domain/outcome";
import { createCache } from "../cache";
import { ConnectorError } from "../connector-error";
import { createHttp } from "../http";
import { rsaKeyOf, signedJwt } from "../signed-jwt";
import { type AppCredentials, installationTokenResponse } from "./schema";
import { fixedHeaders, rateLimits, vendor } from "./http-options";

/**
 * Tokens of a GitHub App's installation, which last an hour:
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app
 */
export function appTokens(url: string, secretName: string) {
  const advice = `put appId, installationId and privateKey of a GitHub App that is installed into the secret "${secretName}"`;

  const tokens = createCache<string>({
    async load(key) {
      const app = JSON.parse(key) as AppCredentials;
      const http = createHttp({
        vendor,
        baseUrl: url,
        authorize: () =>
          Promise.resolve({ ...fixedHeaders, Authorization: `Bearer ${proofOf(app)}` }),
        ...rateLimits,
        advice: { 401: advice, 403: advice, 404: advice },
        kindOf: (status, body) => (status === 404 ? "auth" : rateLimits.kindOf(status, body)),
      });
      const { token, expires_at: end } = await http.read(installationTokenResponse, {
        method: "POST",
        path: `/app/installations/${app.installationId}/access_tokens`,
        label: "/app/installations/{id}/access_tokens",
      });
      const endsAt = Date.parse(end);
      return { value: token, freshUntil: endsAt - 60_000, usableUntil: endsAt - 15_000 };
    },
    mayServeStale: (error) => error instanceof ConnectorError && isRetryable(error.kind),
  });

  let last: string | undefined;
  return {
    get(app: AppCredentials): Promise<string> {
      last = JSON.stringify(app);
      return tokens.get(last);
    },
    forget: () => void (last !== undefined && tokens.forget(last)),
  };
}

/** Signed a minute ago, as two clocks are never the same. */
function proofOf({ appId, privateKey }: AppCredentials): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iat: now - 60, exp: now + 300, iss: String(appId) };
  return signedJwt(rsaKeyOf(privateKey)!, claims);
}
