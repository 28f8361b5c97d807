import { createPrivateKey, randomUUID, sign } from "node:crypto";
import type { OAuthClient } from "../oauth";

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
  const signed = [{ alg: "RS256", kid: key.kid }, claims].map(encoded).join(".");
  const privateKey = createPrivateKey({ key, format: "jwk" });
  const signature = sign("RSA-SHA256", Buffer.from(signed), privateKey).toString("base64url");
  return {
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: `${signed}.${signature}`,
  };
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
