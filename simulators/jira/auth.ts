import { randomBytes } from "node:crypto";
import { type Answer, type SimulatedRequest, type World, isRecord } from "../simulator";
import { gatewayRefusal, notAuthenticated } from "./refusals";
import type { Scene } from "./scene";

/** The integration account and its published secrets; the second token has scopes. */
export const account = {
  accountId: "712020:5ca1ab1e-0000-4000-8000-00000000000a",
  name: "soar",
  email: "soar@contoso.example",
  displayName: "Sentinel response",
};
export const apiToken = "jira-test-api-token";
export const scopedApiToken = "jira-test-scoped-api-token";
export const oauthClient = {
  clientId: "jira-test-client",
  clientSecret: "jira-test-client-secret",
};
export const personalAccessToken = "jira-test-personal-access-token";
export const cloudId = "5ca1ab1e-0000-4000-8000-000000000001";

interface IssuedToken {
  expires: number;
}

/** Who may come in. */
export interface Gate {
  /** The refusal of a request without good credentials; undefined for a good one. */
  check(request: SimulatedRequest): Answer | undefined;
  /** `POST /oauth/token` of auth.atlassian.com. */
  issue(request: SimulatedRequest): Answer;
}

const lifetimeSeconds = 3_600;
const basicOf = (token: string): string =>
  `Basic ${Buffer.from(`${account.email}:${token}`).toString("base64")}`;

/**
 * A site takes tokens without scopes; api.atlassian.com those with scopes, and OAuth 2.0. A Data
 * Center takes personal access tokens.
 */
export function createGate(world: World, scene: () => Scene): Gate {
  const tokens = world.table<IssuedToken>("tokens");
  const isLive = (authorization: string): boolean => {
    const [, token = ""] = /^Bearer (.+)$/i.exec(authorization) ?? [];
    return (tokens.get(token)?.expires ?? 0) > world.now();
  };

  return {
    check({ headers: { authorization = "" }, params }) {
      if (params.cloudId !== undefined) {
        const isGood =
          params.cloudId === cloudId &&
          (authorization === basicOf(scopedApiToken) || isLive(authorization));
        return isGood ? undefined : gatewayRefusal();
      }
      const wanted =
        scene().deployment === "data-center" ? `Bearer ${personalAccessToken}` : basicOf(apiToken);
      return authorization === wanted ? undefined : notAuthenticated();
    },
    issue({ headers, json }) {
      if (!headers["content-type"]?.startsWith("application/json") || !isRecord(json)) {
        return denied(400, "invalid_request", "A JSON body is expected");
      }
      if (json.grant_type !== "client_credentials") {
        return denied(400, "unsupported_grant_type", "The grant type is not supported");
      }
      const isClient =
        json.client_id === oauthClient.clientId && json.client_secret === oauthClient.clientSecret;
      if (!isClient) return denied(401, "access_denied", "Unauthorized");
      const token = `eyJ${randomBytes(48).toString("base64url")}`;
      tokens.set(token, { expires: world.now() + lifetimeSeconds * 1_000 });
      return {
        body: {
          access_token: token,
          expires_in: lifetimeSeconds,
          scope: "read:jira-work write:jira-work",
          token_type: "Bearer",
        },
      };
    },
  };
}

const denied = (status: number, error: string, description: string): Answer => ({
  status,
  body: { error, error_description: description },
});
