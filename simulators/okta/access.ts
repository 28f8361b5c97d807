import { randomBytes, verify } from "node:crypto";
import { type Answer, isRecord, type SimulatedRequest, type World } from "../simulator";
import { refuse } from "./problem";
import type { Settings } from "./scene";
import { apiToken, clientId, publicKeyOf } from "../okta-app";

export type Scope = "okta.users.read" | "okta.users.manage" | "okta.roles.read" | "okta.logs.read";

const lifetimeSeconds = 3_600;
const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

const oauthError = (status: number, error: string, error_description: string): Answer => ({
  status,
  body: { error, error_description },
});

/** The org authorization server, and who may come in: https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/ */
export function createGate(world: World, settings: () => Settings) {
  const tokens = world.table<{ expires: number; scopes: string[] }>("tokens");
  const used = world.table<{ at: number }>("assertions");

  /** Why an assertion proves nobody; undefined when it proves the app. */
  function problemOf(assertion: string): string | undefined {
    const [head = "", body = "", signature = ""] = assertion.split(".");
    const [header, claims] = [decoded(head), decoded(body)];
    const key = header["alg"] === "RS256" ? publicKeyOf(header["kid"]) : undefined;
    const signed = Buffer.from(`${head}.${body}`);
    if (!key || !verify("RSA-SHA256", signed, key, Buffer.from(signature, "base64url"))) {
      return "The client_assertion signature is invalid.";
    }
    const { iss, sub, aud, exp, jti } = claims;
    const now = world.now() / 1000;
    if (iss !== clientId || sub !== clientId) return "The issuer or subject is not the client.";
    if (aud !== `${world.url()}/oauth2/v1/token`) return "The audience claim is invalid.";
    if (typeof exp !== "number" || exp <= now || exp > now + 3_600) {
      return "The client_assertion token is expired or lives for more than an hour.";
    }
    if (typeof jti !== "string" || used.get(jti)) return "The client_assertion was used before.";
    used.set(jti, { at: world.now() });
    return undefined;
  }

  return {
    /** `POST /oauth2/v1/token` */
    issue({ headers, body }: SimulatedRequest): Answer {
      if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) {
        return oauthError(415, "invalid_request", "The request must be a form.");
      }
      const form = new URLSearchParams(body.toString("utf8"));
      if (form.get("grant_type") !== "client_credentials") {
        return oauthError(400, "unsupported_grant_type", "The grant type is not supported.");
      }
      if (form.get("client_assertion_type") !== jwtBearer) {
        return oauthError(
          401,
          "invalid_client",
          "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.",
        );
      }
      const problem = problemOf(form.get("client_assertion") ?? "");
      if (problem !== undefined) return oauthError(401, "invalid_client", problem);
      const scopes = (form.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
      if (scopes.length === 0 || !scopes.every((scope) => settings().scopes.includes(scope))) {
        return oauthError(
          400,
          "invalid_scope",
          "One or more scopes are not configured for the client.",
        );
      }
      const token = `eyJ${randomBytes(48).toString("base64url")}`;
      tokens.set(token, { expires: world.now() + lifetimeSeconds * 1000, scopes });
      return {
        body: {
          token_type: "Bearer",
          expires_in: lifetimeSeconds,
          access_token: token,
          scope: scopes.join(" "),
        },
      };
    },

    /** Lets in who holds a scope; an API token does what its administrator may. */
    admit({ headers: { authorization = "" } }: SimulatedRequest, scope: Scope): void {
      if (authorization === `SSWS ${apiToken}`) {
        if (!settings().adminScopes.includes(scope)) refuse("E0000006");
        return;
      }
      const [, token = ""] = /^Bearer (.+)$/.exec(authorization) ?? [];
      const issued = tokens.get(token);
      if (!issued || issued.expires <= world.now()) return refuse("E0000011");
      if (!issued.scopes.includes(scope) || settings().deniedScopes.includes(scope)) {
        refuse("E0000006");
      }
    },
  };
}

function decoded(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
