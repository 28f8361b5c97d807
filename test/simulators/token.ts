import { userAssigned } from "../../simulators/managed-identity/identities";
import { type Claims, signToken, tenantId } from "../../simulators/managed-identity/token";

/** Saturday, 1 August 2026, 10:45 UTC. */
export const start = Date.UTC(2026, 7, 1, 10, 45);

/** A token of the simulated Managed Identity, good for a day from the start. */
export const tokenFor = (aud: string, claims: Partial<Claims> = {}): string =>
  signToken({
    aud,
    iss: `https://sts.windows.net/${tenantId}/`,
    iat: start / 1_000,
    nbf: start / 1_000,
    exp: start / 1_000 + 86_400,
    oid: userAssigned.principalId,
    sub: userAssigned.principalId,
    appid: userAssigned.clientId,
    tid: tenantId,
    idtyp: "app",
    roles: [],
    ...claims,
  });
