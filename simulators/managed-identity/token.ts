import { createHmac, timingSafeEqual } from "node:crypto";
import type { Answer, SimulatedRequest } from "../simulator";

/** Signs every simulated token. Published: it opens nothing but these simulators. */
export const tokenKey = "managed-identity-test-signing-key";

/** The tenant of every simulated identity. */
export const tenantId = "11111111-1111-4111-8111-111111111111";

/** https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference, in part. */
export interface Claims {
  aud: string;
  iss: string;
  iat: number;
  nbf: number;
  exp: number;
  /** The identity's object (principal) id, as is `sub`. */
  oid: string;
  sub: string;
  /** The identity's client id. */
  appid: string;
  tid: string;
  idtyp: "app";
  /** Application permissions at the audience. */
  roles: string[];
}

export type TokenReading = { claims: Claims } | { problem: "missing" | "invalid" };

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const signatureOf = (content: string): Buffer =>
  createHmac("sha256", tokenKey).update(content).digest();

/** A signed JWT (HS256). */
export function signToken(claims: Claims): string {
  const content = `${encode({ typ: "JWT", alg: "HS256", kid: "simulated" })}.${encode(claims)}`;
  return `${content}.${signatureOf(content).toString("base64url")}`;
}

/** The claims of a request's bearer token, signature checked; audience and lifetime are not. */
export function readToken({ headers }: Pick<SimulatedRequest, "headers">): TokenReading {
  if (!headers.authorization) return { problem: "missing" };
  const [, header, payload, signature] =
    /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec(headers.authorization) ?? [];
  if (!header || !payload || !signature) return { problem: "invalid" };
  const expected = signatureOf(`${header}.${payload}`);
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return { problem: "invalid" };
  }
  return { claims: JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Claims };
}

const trimmed = (text: string): string => text.replace(/\/$/, "").toLowerCase();

/** Whether a token is for one of the audiences; a final slash makes no difference. */
export function isFor({ aud }: Claims, audiences: string | readonly string[]): boolean {
  return [audiences].flat().some((audience) => trimmed(audience) === trimmed(aud));
}

/**
 * Refuses a request that carries no token of the simulated Managed Identity for the audience (or
 * one of several) as Azure Resource Manager does; undefined when the token is good. Give it
 * `world.now()` to have expired tokens refused too. For an API that words its refusals otherwise,
 * take `readToken` and `isFor`; `claims.roles` are the application permissions.
 */
export function checkToken(
  request: Pick<SimulatedRequest, "headers">,
  audience: string | readonly string[],
  now?: number,
): Answer | undefined {
  const reading = readToken(request);
  if ("problem" in reading) {
    return reading.problem === "missing"
      ? refusal(
          "AuthenticationFailed",
          "Authentication failed. The 'Authorization' header is missing.",
        )
      : refusal("InvalidAuthenticationToken", "The access token is invalid.");
  }
  const { claims } = reading;
  if (!isFor(claims, audience)) {
    const allowed = [audience].flat().map((one) => `'${one}'`);
    return refusal(
      "InvalidAuthenticationTokenAudience",
      `The access token has been obtained for wrong audience or resource '${claims.aud}'. ` +
        `It should exactly match with one of the allowed audiences ${allowed.join(",")}.`,
    );
  }
  if (now !== undefined && claims.exp * 1000 <= now) {
    return refusal(
      "ExpiredAuthenticationToken",
      "The access token expiry UTC time " +
        `'${new Date(claims.exp * 1000).toISOString()}' is earlier than current UTC time ` +
        `'${new Date(now).toISOString()}'.`,
    );
  }
  return undefined;
}

const refusal = (code: string, message: string): Answer => ({
  status: 401,
  headers: {
    "www-authenticate":
      `Bearer authorization_uri="https://login.microsoftonline.com/${tenantId}", ` +
      `error="invalid_token", error_description="${message}"`,
  },
  body: { error: { code, message } },
});
