import { generateKeyPairSync, type KeyObject } from "node:crypto";

/** The API Services app of this simulator; its key is made when it is first asked for. */
export const clientId = "0oa1durableresponse0";
const keyId = "okta-test-key";
/** A token of an administrator. Published: it opens nothing else. */
export const apiToken = "okta-test-api-token";

let pair: { publicKey: KeyObject; privateKey: KeyObject } | undefined;
const keys = () => (pair ??= generateKeyPairSync("rsa", { modulusLength: 2048 }));

export const publicKeyOf = (kid: unknown): KeyObject | undefined =>
  kid === keyId ? keys().publicKey : undefined;

/** What the app keeps in its vault: the private key as Okta's console shows it. */
export const oktaCredentials = (): string =>
  JSON.stringify({
    clientId,
    privateKey: { ...keys().privateKey.export({ format: "jwk" }), kid: keyId },
  });
