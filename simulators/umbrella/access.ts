import { randomBytes } from "node:crypto";
import type { Answer, SimulatedRequest, World } from "../simulator";
import type { Settings } from "./scene";
import { createWindow } from "./window";

/** The API key that this simulator takes. Published: it opens nothing else. */
export const umbrellaCredentials = {
  apiKey: "umbrella-test-api-key",
  apiSecret: "umbrella-test-api-secret",
};

/** A refusal as the page describes it; which words stand in it is ours. */
export const problem = (status: number, message: string): Answer => ({ status, body: { message } });

export const tooMany = problem(429, "Too Many Requests");

const { apiKey, apiSecret } = umbrellaCredentials;
const basic = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString("base64")}`;
const lifetimeSeconds = 3_600;

/**
 * The Token Authorization API, and who may come in with its tokens:
 * https://developer.cisco.com/docs/cloud-security/umbrella-api-getting-started/.
 */
export function createGate(world: World, settings: () => Settings) {
  const tokens = world.table<{ expires: number }>("tokens");
  const minute = createWindow(world, "tokens", 60_000);

  return {
    /** `POST /auth/v2/token`: the pair as Basic authentication, as the page has it. */
    issue({ headers, body }: SimulatedRequest): Answer {
      if (headers["authorization"] !== basic) return problem(401, "Unauthorized");
      const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
      const grant = new URLSearchParams(body.toString("utf8")).get("grant_type");
      if (!isForm || grant !== "client_credentials") return problem(400, "Bad Request");
      if (!minute.take(settings().tokensPerMinute)) return tooMany;
      const token = randomBytes(48).toString("base64url");
      tokens.set(token, { expires: world.now() + lifetimeSeconds * 1000 });
      return {
        body: { token_type: "bearer", access_token: token, expires_in: lifetimeSeconds },
      };
    },

    /** The refusal of a request; undefined for a good one. An expired token is a bad request. */
    refusalOf({ headers: { authorization = "" } }: SimulatedRequest): Answer | undefined {
      const [, token = ""] = /^Bearer (.+)$/i.exec(authorization) ?? [];
      const issued = tokens.get(token);
      if (!issued) return problem(401, "Unauthorized");
      if (issued.expires <= world.now()) return { status: 400, body: { error: "invalid_request" } };
      return settings().scopes.includes("investigate.investigate:read")
        ? undefined
        : problem(403, "Forbidden");
    },
  };
}
