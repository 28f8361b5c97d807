/** An access token, as the Azure SDKs want it. */
export interface Token {
  token: string;
  /** Milliseconds since 1970. */
  expiresOnTimestamp: number;
}

/** Tokens of the app's managed identity, by audience ("https://management.azure.com"). */
export interface Tokens {
  get(audience: string): Promise<Token>;
  /** Asks the identity endpoint again next time. */
  forget(audience: string): void;
}

/** Authorization by the app's identity, as `HttpOptions` wants it; a token that is refused is asked for anew. */
export const bearerFor = (tokens: Tokens, audience: string) => ({
  authorize: async () => ({ Authorization: `Bearer ${(await tokens.get(audience)).token}` }),
  forget: () => tokens.forget(audience),
});

/** Secrets of the app's Key Vault, by name. */
export interface Secrets {
  get(name: string): Promise<string>;
  /** Asks the vault again next time: for a secret that its vendor refused. */
  forget(name: string): void;
}
