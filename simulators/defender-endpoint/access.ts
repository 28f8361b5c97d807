import { isFor, readToken } from "../managed-identity/token";
import type { SimulatedRequest } from "../simulator";
import { refuse } from "./problem";

/** The resource of every token, whichever host is asked. */
export const audience = "https://api.securitycenter.microsoft.com";

export type Permission =
  | "Machine.Read.All"
  | "Machine.Isolate"
  | "Machine.RestrictExecution"
  | "Machine.StopAndQuarantine"
  | "Machine.Scan"
  | "Machine.CollectForensics"
  | "Ti.ReadWrite"
  | "Ti.ReadWrite.All";

/** Who asks. */
export interface Caller {
  appId: string;
  roles: readonly string[];
}

/**
 * Lets in who has one of some application permissions. A token for another resource is refused with
 * 403, not 401.
 */
export function admit(
  request: SimulatedRequest,
  permissions: readonly Permission[],
  now: number,
): Caller {
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
  if (!permissions.some((one) => claims.roles.includes(one))) {
    const roles = claims.roles.join(",");
    return refuse(
      403,
      "Forbidden",
      `Missing application roles. API required roles: ${permissions.join(",")}, application roles: ${roles}.`,
    );
  }
  return { appId: claims.appid, roles: claims.roles };
}
