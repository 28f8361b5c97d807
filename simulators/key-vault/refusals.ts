import { isFor, readToken, tenantId } from "../managed-identity/token";
import type { Answer, SimulatedRequest } from "../simulator";

/** The resource that tokens for a vault are made for. */
export const vaultAudience = "https://vault.azure.net";

/** An error as Key Vault words it: https://learn.microsoft.com/azure/key-vault/general/rest-error-codes. */
export const refusal = (status: number, code: string, message: string, inner?: string): Answer => ({
  status,
  body: { error: { code, message, ...(inner && { innererror: { code: inner } }) } },
});

/** The challenge that tells a client where to get a token, or undefined for a good token. */
export function challengeOf(request: SimulatedRequest, now: number): Answer | undefined {
  const reading = readToken(request);
  if ("problem" in reading) {
    return challenge(
      reading.problem === "missing"
        ? "AKV10000: Request is missing a Bearer or PoP token."
        : "[BearerReadAccessTokenFailed] Error validating token: IDX10511: Signature validation failed.",
    );
  }
  if (!isFor(reading.claims, vaultAudience)) {
    return challenge(
      `AKV10022: Invalid audience. Expected ${vaultAudience}, found: ${reading.claims.aud}.`,
    );
  }
  return reading.claims.exp * 1000 <= now
    ? challenge(
        "[BearerReadAccessTokenFailed] Error validating token: IDX10223: Lifetime validation failed. The token is expired.",
      )
    : undefined;
}

const challenge = (message: string): Answer => ({
  ...refusal(401, "Unauthorized", message),
  headers: {
    "www-authenticate":
      `Bearer authorization="https://login.microsoftonline.com/${tenantId}", ` +
      `resource="${vaultAudience}"`,
  },
});

/** What a data-plane request must have besides a token. */
export function versionProblem(query: URLSearchParams): Answer | undefined {
  const version = query.get("api-version");
  if (!version) return refusal(400, "BadParameter", "api-version must be specified");
  return /^(7\.[0-6]|20\d\d-\d\d-\d\d)(-preview(\.\d)?)?$/.test(version)
    ? undefined
    : refusal(
        400,
        "BadParameter",
        `The specified version (${version}) is not recognized. Consider using the latest supported version (2025-07-01).`,
      );
}

/** What Key Vault says of a name or version that it does not hold. */
export const notFound = (id: string): Answer =>
  refusal(
    404,
    "SecretNotFound",
    `A secret with (name/id) ${id} was not found in this key vault. If you recently deleted this ` +
      "secret you may be able to recover it using the correct recovery command. For help " +
      "resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182",
  );

/** The refusal of a token whose identity lacks the role Key Vault Secrets User or Officer. */
export const forbidden = (action: string): Answer =>
  refusal(
    403,
    "Forbidden",
    "Caller is not authorized to perform action on resource.\n" +
      "If role assignments, deny assignments or role definitions were changed recently, please " +
      `observe propagation time.\nAction: 'Microsoft.KeyVault/vaults/secrets/${action}/action'`,
    "ForbiddenByRbac",
  );

/** The refusal to read a version that was switched off. */
export const disabled = (): Answer =>
  refusal(403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled");
