import { randomUUID } from "node:crypto";
import type { OAuthClient } from "../oauth";
import { rsaKeyOf, signedJwt } from "../signed-jwt";

const lifetimeSeconds = 300;

/**
 * The members of a token request that prove a client by its private key, a JSON Web Key as text
 * (RFC 7523): https://developer.okta.com/docs/guides/build-self-signed-jwt/
 */
export function assertionOf(
  { clientId, clientSecret: jwk }: OAuthClient,
  audience: string,
): Record<string, string> {
  const key = JSON.parse(jwk) as { kid: string };
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: audience,
    jti: randomUUID(),
    iat: now,
    exp: now + lifetimeSeconds,
  };
  return {
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: signedJwt(rsaKeyOf(key)!, claims, { kid: key.kid }),
  };
}
