import type { PipelineResponse } from "@azure/core-rest-pipeline";
import { isRetryable } from "../../domain/outcome";
import { azureFailure } from "../azure-failure";
import { directClient } from "../azure-http-client";
import { isLoopbackHttp } from "../base-url";
import { createCache } from "../cache";
import { ConnectorError, checkAddress, notConfigured } from "../connector-error";
import type { Secrets, Tokens } from "../credentials";
import type { Settings } from "../settings";

const vendor = "key-vault";
const freshMilliseconds = 10 * 60_000;

const advice = {
  403: "give the app's managed identity the role Key Vault Secrets User on the vault, and see that the secret is enabled",
  404: "create it in the vault, or name the right one in the app's settings",
};

/** Secrets from Key Vault, kept for ten minutes, and longer while the vault does not answer. */
export function keyVault({ url }: Settings["keyVault"], tokens: Tokens): Secrets {
  let client: Promise<Client> | undefined;

  return createCache<string>({
    async load(name) {
      if (url === undefined) throw notConfigured(vendor, "KEY_VAULT_URL");
      client ??= createClient(url, tokens); // kept: each new client is challenged once
      const value = await (await client)(name);
      return {
        value,
        freshUntil: Date.now() + freshMilliseconds,
        usableUntil: Number.POSITIVE_INFINITY,
      };
    },
    // A vault that says no has answered: an old secret may only stand in for silence.
    mayServeStale: (error) => error instanceof ConnectorError && isRetryable(error.kind),
  });
}

type Client = (name: string) => Promise<string>;

async function createClient(url: string, tokens: Tokens): Promise<Client> {
  checkAddress(vendor, url);
  const { SecretClient } = await import("@azure/keyvault-secrets");
  const isSimulated = isLoopbackHttp(url);
  const credential = {
    getToken: (scopes: string | string[]) =>
      tokens.get(String([scopes].flat()[0]).replace(/\/\.default$/, "")),
  };
  const client = new SecretClient(url, credential, {
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 }, // a token goes where it was meant to go
    httpClient: await directClient({ seconds: 10 }),
    allowInsecureConnection: isSimulated,
    disableChallengeResourceVerification: isSimulated,
  });

  return async (name) => {
    let answer: PipelineResponse | undefined;
    const secret = await client
      .getSecret(name, {
        // The client fails to read a refusal without a body, and then says nothing of its status.
        onResponse: (response) => (answer = response),
      })
      .catch((error: unknown) => {
        throw azureFailure(error, {
          vendor,
          name: `Reading the secret "${name}"`,
          rateLimitSeconds: 10,
          advice,
          answer,
          kinds: { 404: "auth" }, // a missing secret is no answer to what was looked up with it
        });
      });
    if (secret.value) return secret.value;
    throw new ConnectorError(vendor, "auth", `The secret "${name}" is empty`);
  };
}
