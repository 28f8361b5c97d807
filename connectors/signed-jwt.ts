import { type JsonWebKeyInput, type KeyObject, createPrivateKey, sign } from "node:crypto";

/** An RSA private key, in PEM or as a JSON Web Key; undefined when it is none. */
export function rsaKeyOf(key: string | object): KeyObject | undefined {
  try {
    const input = typeof key === "string" ? key : ({ key, format: "jwk" } as JsonWebKeyInput);
    const parsed = createPrivateKey(input);
    return parsed.asymmetricKeyType === "rsa" ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** A JSON Web Token, signed with RS256 (RFC 7519). */
export function signedJwt(key: KeyObject, claims: object, header: object = {}): string {
  const signed = [{ alg: "RS256", typ: "JWT", ...header }, claims].map(encoded).join(".");
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key).toString("base64url")}`;
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
