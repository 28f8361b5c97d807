import { type Claims, isFor, readToken } from "../managed-identity/token";
import type { SimulatedRequest } from "../simulator";
import type { Problem } from "./problem";

const appId = "00000003-0000-0000-c000-000000000000";
const audiences = ["https://graph.microsoft.com", appId];

/** Who asks, or why Graph does not believe it. */
export function callerOf(request: SimulatedRequest, now: number): Claims | Problem {
  const reading = readToken(request);
  if ("problem" in reading) {
    return refusal(
      reading.problem === "missing"
        ? "Access token is empty."
        : "Access token validation failure. Invalid signature.",
    );
  }
  const { claims } = reading;
  if (!isFor(claims, audiences)) {
    return refusal("Access token validation failure. Invalid audience.");
  }
  if (claims.exp * 1_000 <= now) {
    return refusal("Lifetime validation failed, the token is expired.");
  }
  return claims;
}

const refusal = (message: string): Problem => ({
  status: 401,
  code: "InvalidAuthenticationToken",
  message,
  headers: {
    "www-authenticate": `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="${appId}"`,
  },
});
