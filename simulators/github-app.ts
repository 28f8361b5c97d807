import { generateKeyPairSync, type KeyObject } from "node:crypto";

/** The GitHub App of these simulators, and its installation; its key is made when it is first asked for. */
export const githubApp = { appId: 70_001, installationId: 70_000_001 };
/** Of a site administrator. Published: it opens nothing else. */
export const githubServerToken = "github-test-server-token";

let pair: { publicKey: KeyObject; privateKey: KeyObject } | undefined;
const keys = () => (pair ??= generateKeyPairSync("rsa", { modulusLength: 2048 }));

export const githubPublicKey = (): KeyObject => keys().publicKey;

/** What the app keeps in its vault: the private key as GitHub hands it out. */
export const githubCredentials = (): string =>
  JSON.stringify({
    ...githubApp,
    privateKey: keys().privateKey.export({ format: "pem", type: "pkcs1" }),
  });
