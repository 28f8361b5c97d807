import { readToken } from "../managed-identity/token";
import type { SimulatedRequest } from "../simulator";

/** Who made a change, as Sentinel shows an application: a name and no address. */
export interface ClientInfo {
  objectId: string | null;
  email: null;
  name: string;
  userPrincipalName: null;
}

/** The caller as its token names it: an application, whose display name is not in the token. */
export function callerOf(request: SimulatedRequest): ClientInfo {
  const token = readToken(request);
  return {
    objectId: "claims" in token ? token.claims.oid : null,
    email: null,
    name: "durable-response",
    userPrincipalName: null,
  };
}
