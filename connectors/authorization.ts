import type { z } from "zod";
import type { Secrets } from "./credentials";
import { jsonSecret, malformed } from "./json-secret";
import {
  type ClientCredentials,
  type ClientCredentialsOptions,
  type OAuthClient,
  clientCredentials,
} from "./oauth";

export interface AuthorizationOptions<T extends object> {
  vendor: string;
  secretName: string;
  secrets: Secrets;
  /** What the secret holds, all parts of it together, so that they rotate together. */
  schema: z.ZodType<T | OAuthClient>;
  /** The same in words: "username and password, or clientId and clientSecret". */
  parts: string;
  /** Where an OAuth client gets its tokens. */
  tokens: Pick<ClientCredentialsOptions, "url" | "path" | "format" | "advice">;
  /** The Authorization header for whoever is no OAuth client. */
  header: (held: T) => string;
}

/**
 * Authorization by a secret that is JSON of several parts, an OAuth client's or others. One that does
 * not hold them is read again next time: somebody is about to mend it.
 */
export function authorizationBy<T extends object>(
  options: AuthorizationOptions<T>,
): ClientCredentials {
  const { vendor, secretName, secrets } = options;
  const held = (): Promise<T | OAuthClient> => jsonSecret<T | OAuthClient>(options);

  async function client(): Promise<OAuthClient> {
    const current = await held();
    if (isClient(current)) return current;
    throw malformed(options);
  }

  const tokens = clientCredentials({
    ...options.tokens,
    vendor,
    client,
    renewClient: () => secrets.forget(secretName),
  });

  return {
    async authorize() {
      const current = await held();
      if (isClient(current)) return tokens.authorize();
      return { Authorization: options.header(current) };
    },
    forget() {
      tokens.forget();
      secrets.forget(secretName);
    },
  };
}

const isClient = (held: object): held is OAuthClient => "clientId" in held;
