import { z } from "zod";
import { isRetryable } from "../domain/outcome";
import { type Loaded, createCache } from "./cache";
import { ConnectorError } from "./connector-error";
import { type Http, createHttp } from "./http";

/** Who asks for tokens. Both halves are of one secret, so that they rotate together. */
export interface OAuthClient {
  clientId: string;
  clientSecret: string;
}

export interface ClientCredentialsOptions {
  vendor: string;
  /** Base address of the token endpoint, and its path there: "/oauth/token". */
  url: string;
  path: string;
  /** The client, as the app's secret says it. */
  client: () => Promise<OAuthClient>;
  /** Has `client` read its secret again: called when the token endpoint refuses the client. */
  renewClient: () => void;
  /** How the request is sent: RFC 6749 says as a form, which not every vendor reads. */
  format: "form" | "json";
  /**
   * Where the client stands: among the request's members when left out, or in an Authorization header
   * (RFC 6749, 2.3.1); or the members that prove it, made anew for each request (RFC 7523).
   */
  clientIn?: "body" | "header" | ((client: OAuthClient) => Record<string, string>);
  /** Further members of the request: a scope, an audience. */
  more?: Readonly<Record<string, string>>;
  /** What a person can do about a refused client, as the end of a sentence. */
  advice: string;
  now?: () => number;
}

/** A vendor's authorization by tokens: its parts are those of `HttpOptions`. */
export interface ClientCredentials {
  authorize: () => Promise<Record<string, string>>;
  /** Drops the token, because the vendor refused it. */
  forget: () => void;
}

// Some send the lifetime as text, some leave it out (RFC 6749, 5.1).
const tokenResponse = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z
    .union([z.number().min(0), z.string().regex(/^\d{1,12}$/)])
    .nullish()
    .transform((seconds) => Number(seconds ?? 300)),
});

/**
 * Tokens by OAuth 2.0 client credentials (RFC 6749, 4.4). However many ask at once, one request gets
 * a token for all. It is renewed before it expires, and serves to its end while the endpoint is down.
 * A client that is refused is read again from its secret, and asks once more when it is another one.
 */
export function clientCredentials(options: ClientCredentialsOptions): ClientCredentials {
  const { vendor, url, path, client, renewClient, more, now = () => Date.now() } = options;
  const { advice, format, clientIn = "body" } = options;
  const httpWith = (headers: Record<string, string>): Http =>
    createHttp({
      vendor,
      baseUrl: url,
      authorize: () => Promise.resolve(headers),
      rateLimitSeconds: 60,
      advice: {
        ...Object.fromEntries([200, 400, 401, 403].map((status) => [status, advice])),
        ...Object.fromEntries(
          [301, 302, 307, 308, 404].map((status) => [
            status,
            "correct the address of its token endpoint in the app's settings",
          ]),
        ),
      },
      kindOf: refusal,
    });

  /** A token belongs to the pair that it was got for: the pair is its key. */
  const tokens = createCache<string>({
    async load(key) {
      const [clientId = "", clientSecret = ""] = JSON.parse(key) as string[];
      const isInHeader = clientIn === "header";
      const members = {
        ...more,
        grant_type: "client_credentials",
        ...(clientIn === "body" && { client_id: clientId, client_secret: clientSecret }),
        ...(typeof clientIn === "function" && clientIn({ clientId, clientSecret })),
      };
      const http = httpWith(isInHeader ? { Authorization: basic(clientId, clientSecret) } : {});
      const asked = now();
      const { access_token: token, expires_in: seconds } = await http.read(tokenResponse, {
        method: "POST",
        path,
        ...(format === "form" ? { form: members } : { body: members }),
        secrets: { clientId, clientSecret },
      });
      return aged(token, asked, seconds);
    },
    mayServeStale: (error) => error instanceof ConnectorError && isRetryable(error.kind),
    now,
  });

  let last: string | undefined;
  async function pair(): Promise<string> {
    const { clientId, clientSecret } = await client();
    const held = JSON.stringify([clientId, clientSecret]);
    if (last !== undefined && last !== held) tokens.forget(last);
    return (last = held);
  }

  async function current(): Promise<string> {
    const used = await pair();
    try {
      return await tokens.get(used);
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== "auth") throw error;
      renewClient();
      const renewed = await pair();
      if (renewed === used) throw error;
      return tokens.get(renewed);
    }
  }

  return {
    authorize: async () => ({ Authorization: `Bearer ${await current()}` }),
    forget: () => void (last !== undefined && tokens.forget(last)),
  };
}

/**
 * Renewed a minute before its end, a short one when a fifth is left. What is on its way must still
 * arrive in time, so that a quarter of that is never used.
 */
function aged(value: string, asked: number, seconds: number): Loaded<string> {
  const margin = Math.min(60, seconds / 5);
  return {
    value,
    freshUntil: asked + (seconds - margin) * 1000,
    usableUntil: asked + (seconds - margin / 4) * 1000,
  };
}

/** The value of an Authorization header (RFC 7617). */
export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`, "utf8").toString("base64")}`;

/** Token endpoints refuse a client with 400 (RFC 6749, 5.2), some with 200 and an error inside. */
function refusal(status: number, body: unknown): "auth" | undefined {
  if (status === 400 || status === 404 || status === 410) return "auth";
  const hasError = typeof body === "object" && body !== null && "error" in body;
  return status < 300 && hasError && !("access_token" in body) ? "auth" : undefined;
}
