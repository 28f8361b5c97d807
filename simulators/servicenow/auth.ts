import { randomBytes } from "node:crypto";
import type { Answer, SimulatedRequest, World } from "../simulator";
import { notAuthenticated } from "./refusals";

/** The integration user, and its published password. */
export const basicCredentials = { username: "soar", password: "servicenow-test-password" };

/** The OAuth client whose application user is the integration user, and its published secret. */
export const oauthClient = {
  clientId: "5eca11ab1e0000000000000000000001",
  clientSecret: "servicenow-test-client-secret",
};

interface IssuedToken {
  expires: number;
}

/** Who may come in. */
export interface Gate {
  /** The refusal of a request without good credentials; undefined for a good one. */
  check(request: SimulatedRequest): Answer | undefined;
  /** `POST /oauth_token.do`. */
  issue(request: SimulatedRequest): Answer;
}

const lifetimeSeconds = 1799;

/**
 * Basic authentication, and OAuth 2.0 client credentials where the instance allows them
 * (`glide.oauth.inbound.client.credential.grant_type.enabled`):
 * https://www.servicenow.com/docs/r/platform-security/authentication/client-credentials.html.
 */
export function createGate(world: World, allowsClientCredentials: () => boolean): Gate {
  const tokens = world.table<IssuedToken>("tokens");
  const { username, password } = basicCredentials;
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;

  return {
    check({ headers: { authorization = "" } }) {
      const [, token = ""] = /^Bearer (.+)$/i.exec(authorization) ?? [];
      const isLive = (tokens.get(token)?.expires ?? 0) > world.now();
      return authorization === basic || isLive ? undefined : notAuthenticated();
    },
    issue({ headers, body }) {
      if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) {
        return denied("invalid_request", "A form is expected");
      }
      const form = new URLSearchParams(body.toString("utf8"));
      if (form.get("grant_type") !== "client_credentials" || !allowsClientCredentials()) {
        return denied("unsupported_grant_type", "The grant type is not supported");
      }
      const isClient =
        form.get("client_id") === oauthClient.clientId &&
        form.get("client_secret") === oauthClient.clientSecret;
      if (!isClient) return denied("server_error", "access_denied");

      const token = randomBytes(48).toString("base64url");
      tokens.set(token, { expires: world.now() + lifetimeSeconds * 1000 });
      return {
        body: {
          access_token: token,
          scope: "useraccount",
          token_type: "Bearer",
          expires_in: lifetimeSeconds,
        },
      };
    },
  };
}

const denied = (error: string, description: string): Answer => ({
  status: 401,
  body: { error_description: description, error },
});
