import { createHmac } from "node:crypto";
import type { Answer, Routes, SimulatedRequest, World } from "../simulator";
import { grantOf, issue } from "./access-token";
import { googleError, oauthError } from "./google-error";
import type { Settings } from "./scene";

/** Signs what Google signs for a service account. Published: it opens nothing but this simulator. */
const key = "google-test-service-account-key";
const grantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const tokenEndpoint = "https://oauth2.googleapis.com/token";

const encode = (text: string): string => Buffer.from(text).toString("base64url");
const signatureOf = (content: string): string =>
  createHmac("sha256", key).update(content).digest("base64url");

/** https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/signJwt */
export function signJwt(
  request: SimulatedRequest,
  email: string,
  world: World,
  settings: Settings,
): Answer {
  const grant = grantOf(request, world.now());
  if (!grant) {
    return googleError(
      401,
      "Request had invalid authentication credentials.",
      "ACCESS_TOKEN_INVALID",
    );
  }
  if (grant.who !== settings.account || email !== settings.account || !settings.signing) {
    const message = `Permission 'iam.serviceAccounts.signJwt' denied on resource (or it may not exist).`;
    return googleError(403, message, "IAM_PERMISSION_DENIED");
  }
  const { payload } = (request.json ?? {}) as { payload?: unknown };
  if (typeof payload !== "string") return googleError(400, "The payload is required.");
  const content = `${encode('{"alg":"RS256","kid":"simulated","typ":"JWT"}')}.${encode(payload)}`;
  return { body: { keyId: "simulated", signedJwt: `${content}.${signatureOf(content)}` } };
}

/** Google's token endpoint: https://developers.google.com/identity/protocols/oauth2/service-account */
export function delegation(world: World, settings: () => Settings): Routes {
  function token({ headers, body }: SimulatedRequest): Answer {
    if (!/^application\/x-www-form-urlencoded\b/i.test(headers["content-type"] ?? "")) {
      return oauthError("invalid_request", "The request must be a form.");
    }
    const form = new URLSearchParams(body.toString("utf8"));
    if (form.get("grant_type") !== grantType) {
      return oauthError("unsupported_grant_type", "Invalid grant_type.");
    }
    const [header = "", payload = "", signature] = (form.get("assertion") ?? "").split(".");
    if (signature !== signatureOf(`${header}.${payload}`)) {
      return oauthError("invalid_grant", "Invalid JWT Signature.");
    }
    const { iss, sub, scope, aud, iat, exp } = JSON.parse(
      Buffer.from(payload, "base64url").toString(),
    ) as { iss: string; sub: string; scope: string; aud: string; iat: number; exp: number };
    const now = world.now() / 1_000;
    if (aud !== tokenEndpoint || exp <= now || exp - iat > 3_600 || iat > now + 300) {
      return oauthError(
        "invalid_grant",
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
      );
    }
    const { account, delegatedScopes, delegatedAdmins, tokenLifetimeSeconds: seconds } = settings();
    const scopes = scope.split(" ");
    if (iss !== account || !scopes.every((one) => delegatedScopes.includes(one))) {
      return oauthError(
        "unauthorized_client",
        "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.",
        401,
      );
    }
    if (!delegatedAdmins.includes(sub)) {
      return oauthError("invalid_grant", "Invalid email or User ID");
    }
    const access_token = issue({ who: sub, scopes, endsAt: world.now() + seconds * 1_000 });
    return { body: { access_token, expires_in: seconds, token_type: "Bearer" } };
  }

  return { "POST /oauth2/token": token };
}
