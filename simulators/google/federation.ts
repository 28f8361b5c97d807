import { readToken, tenantId } from "../managed-identity/token";
import type { Answer, Routes, SimulatedRequest, World } from "../simulator";
import { grantOf, issue } from "./access-token";
import { signJwt } from "./delegation";
import { googleError, oauthError } from "./google-error";
import type { Settings } from "./scene";

const cloudPlatform = "https://www.googleapis.com/auth/cloud-platform";
const jwt = "urn:ietf:params:oauth:token-type:jwt";
const accessToken = "urn:ietf:params:oauth:token-type:access_token";
const exchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange";

/**
 * Google's security token service, and the impersonation of service accounts:
 * https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token and
 * https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts/generateAccessToken
 */
export function federation(world: World, settings: () => Settings): Routes {
  function exchange({ headers, body }: SimulatedRequest): Answer {
    if (!/^application\/x-www-form-urlencoded\b/i.test(headers["content-type"] ?? "")) {
      return oauthError("invalid_request", "The request must be a form.");
    }
    const form = new URLSearchParams(body.toString("utf8"));
    const { provider, audience, issuer } = settings();
    if (form.get("grant_type") !== exchangeGrant) {
      return oauthError("unsupported_grant_type", "Invalid grant type.");
    }
    if (form.get("audience") !== provider) {
      return oauthError(
        "invalid_target",
        'The target service indicated by the "audience" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn\'t exist.',
      );
    }
    if (form.get("requested_token_type") !== accessToken) {
      return oauthError("invalid_request", "Invalid requested_token_type.");
    }
    if (form.get("subject_token_type") !== jwt) {
      return oauthError("invalid_request", "Invalid subject_token_type.");
    }
    const reading = readToken({
      headers: { authorization: `Bearer ${form.get("subject_token")}` },
    });
    if ("problem" in reading) {
      return oauthError("invalid_grant", "Error connecting to the given credential's issuer.");
    }
    const { aud, iss, sub, exp } = reading.claims;
    if (iss !== issuer) {
      return oauthError("invalid_grant", "The issuer in ID Token does not match the expected one.");
    }
    if (aud !== audience) {
      const message = `The audience in ID Token [${aud}] does not match the expected audience.`;
      return oauthError("invalid_grant", message);
    }
    if (exp * 1_000 <= world.now()) {
      return oauthError("invalid_grant", "ID Token is stale to sign-in.");
    }
    const pool = provider.replace(/\/providers\/.*$/, "");
    const seconds = settings().tokenLifetimeSeconds;
    const grant = {
      who: `principal:${pool}/subject/${sub}`,
      scopes: (form.get("scope") ?? "").split(" "),
      endsAt: world.now() + seconds * 1_000,
    };
    return {
      body: {
        access_token: issue(grant),
        issued_token_type: accessToken,
        token_type: "Bearer",
        expires_in: seconds,
      },
    };
  }

  function impersonate(request: SimulatedRequest): Answer {
    const [, email = "", verb] = /^(.*):(\w+)$/.exec(request.params["account"] ?? "") ?? [];
    if (verb === "signJwt") return signJwt(request, email, world, settings());
    if (verb !== "generateAccessToken") return googleError(404, "Method not found.");
    const grant = grantOf(request, world.now());
    if (!grant?.who.startsWith("principal:")) {
      return googleError(
        401,
        "Request had invalid authentication credentials.",
        "ACCESS_TOKEN_INVALID",
      );
    }
    const { account, impersonation } = settings();
    if (!impersonation || email !== account) {
      const message = `Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).`;
      return googleError(403, message, "IAM_PERMISSION_DENIED");
    }
    const { scope, lifetime = "3600s" } = (request.json ?? {}) as {
      scope?: string[];
      lifetime?: string;
    };
    if (!Array.isArray(scope) || scope.length === 0) {
      return googleError(400, "Scope list cannot be empty.");
    }
    const seconds = Number(/^(\d+)s$/.exec(lifetime)?.[1]);
    if (!(seconds > 0 && seconds <= 3_600)) {
      return googleError(400, "The token lifetime must be at most 3600s.");
    }
    const endsAt = world.now() + Math.min(seconds, settings().tokenLifetimeSeconds) * 1_000;
    return {
      body: {
        accessToken: issue({ who: email, scopes: scope, endsAt }),
        expireTime: new Date(endsAt).toISOString().replace(/\.\d+Z$/, "Z"),
      },
    };
  }

  return {
    "POST /sts/v1/token": exchange,
    "POST /credentials/v1/projects/-/serviceAccounts/{account}": impersonate,
  };
}

/** The issuer of the simulated tenant's tokens. */
export const usualIssuer = `https://sts.windows.net/${tenantId}/`;

/** Refuses who is not the app's service account with a token for Google Cloud; undefined when it is. */
export function checkCloudToken(
  request: SimulatedRequest,
  world: World,
  { account }: Settings,
): Answer | undefined {
  const grant = grantOf(request, world.now());
  if (!grant) {
    return googleError(
      401,
      "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.",
      "ACCESS_TOKEN_TYPE_UNSUPPORTED",
    );
  }
  if (!grant.scopes.includes(cloudPlatform)) {
    return googleError(
      403,
      "Request had insufficient authentication scopes.",
      "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
    );
  }
  return grant.who === account
    ? undefined
    : googleError(403, "The caller does not have permission", "IAM_PERMISSION_DENIED");
}
