import { isFor, readToken } from "../managed-identity/token";
import type { SimulatedRequest } from "../simulator";
import { refuse } from "./problem";

/** The resource of every token, whichever host is asked. */
export const audience = "https://api.securitycenter.microsoft.com";

export type Permission = "Machine.Read.All" | "Machine.Isolate";

/**
 * Lets in who has an application permission, and answers its client id. A token for another resource
 * is refused with 403, not 401.
 */
export function admit(request: SimulatedRequest, permission: Permission, now: number): string {
  const reading = readToken(request);
  if ("problem" in reading) {
    return refuse(401, "Unauthorized", "Authentication token is missing or invalid.");
  }
  const { claims } = reading;
  if (claims.exp * 1_000 <= now) {
    return refuse(401, "Unauthorized", "Authentication token is expired.");
  }
  if (!isFor(claims, audience)) {
    return refuse(403, "Forbidden", `The token's audience ${claims.aud} is not that of this API.`);
  }
  if (!claims.roles.includes(permission)) {
    const roles = claims.roles.join(",");
    return refuse(
      403,
      "Forbidden",
      `Missing application roles. API required roles: ${permission}, application roles: ${roles}.`,
    );
  }
  return claims.appid;
}
