import { randomBytes, randomUUID } from "node:crypto";
import type { Answer, SimulatedRequest, World } from "../simulator";
import type { Settings } from "./scene";

/** The API client that this simulator takes. Published: it opens nothing else. */
const client = {
  id: "crowdstrike-test-client",
  secret: "crowdstrike-test-client-secret",
};
const lifetimeSeconds = 1_799;

/** What ends a request; caught where routes are made. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(readonly answer: Answer) {
    super(`Refused with ${answer.status}`);
  }
}

/** Every answer has this shape. */
export const envelope = (
  status: number,
  resources: unknown[],
  more: object = {},
  errors: object[] = [],
): Answer => ({
  status,
  body: {
    meta: { query_time: 0.004, powered_by: "device-api", trace_id: randomUUID(), ...more },
    resources,
    errors,
  },
});

/** Ends a request with an error. */
export function refuse(code: number, message: string, headers: Record<string, string> = {}): never {
  const { body } = envelope(code, [], {}, [{ code, message }]);
  throw new Refusal({ status: code, headers, body });
}

/** Tokens of OAuth 2.0, and who may come in with them. */
export function createGate(world: World, settings: () => Settings) {
  const tokens = world.table<{ expires: number }>("tokens");

  return {
    /** `POST /oauth2/token`: another cloud's customer is sent there. */
    issue(request: SimulatedRequest): Answer {
      const { cloud } = settings();
      if (cloud !== null) {
        return {
          status: 308,
          headers: { location: `${cloud}/oauth2/token`, "x-cs-region": "us-2" },
        };
      }
      const form = new URLSearchParams(request.body.toString("utf8"));
      const isForm = request.headers["content-type"]?.startsWith(
        "application/x-www-form-urlencoded",
      );
      if (!isForm) refuse(400, "Bad Request");
      if (form.get("client_id") !== client.id || form.get("client_secret") !== client.secret) {
        refuse(401, "access denied, invalid bearer token");
      }
      const token = `eyJ${randomBytes(60).toString("base64url")}`;
      tokens.set(token, { expires: world.now() + lifetimeSeconds * 1_000 });
      return {
        status: 201,
        headers: { "x-cs-region": "us-1" },
        body: { access_token: token, expires_in: lifetimeSeconds, token_type: "bearer" },
      };
    },

    admit({ headers: { authorization = "" } }: SimulatedRequest, scope: "read" | "write"): void {
      const [, token = ""] = /^Bearer (.+)$/i.exec(authorization) ?? [];
      const issued = tokens.get(token);
      if (!issued || issued.expires <= world.now()) {
        refuse(401, "access denied, invalid bearer token");
      }
      if (!settings().scopes.includes(scope)) {
        refuse(403, "access denied, scope not permitted");
      }
    },
  };
}
