import { createCache } from "../cache";
import { ConnectorError } from "../connector-error";
import type { Secrets } from "../credentials";
import { createHttp } from "../http";
import { credentials, tokenResponse } from "./schema";

const vendor = "servicenow";

export interface Authorization {
  headers(): Promise<Record<string, string>>;
  /** Drops the secret, and the token that was got for it. */
  forget(): void;
}

/** Basic or OAuth client credentials, by what the secret holds. */
export function authorization(url: string, secretName: string, secrets: Secrets): Authorization {
  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: () => Promise.resolve({}),
    rateLimitSeconds: 60,
    advice: { 401: `put a valid client id and secret into the secret "${secretName}"` },
    kindOf: (status) => (status === 400 ? "auth" : undefined),
  });

  async function held() {
    const parsed = credentials.safeParse(jsonOf(await secrets.get(secretName)));
    if (parsed.success) return parsed.data;
    const message = `The secret "${secretName}" must be JSON with username and password, or clientId and clientSecret`;
    throw new ConnectorError(vendor, "auth", message);
  }

  async function request(clientId: string) {
    const current = await held();
    const clientSecret = "clientSecret" in current ? current.clientSecret : "";
    return http.read(tokenResponse, {
      method: "POST",
      path: "/oauth_token.do",
      form: {
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: clientSecret,
      },
    });
  }

  const tokens = createCache<string>({
    async load(clientId) {
      const { access_token: value, expires_in: seconds } = await request(clientId).catch(
        (error: unknown) => {
          if (!(error instanceof ConnectorError) || error.kind !== "auth") throw error;
          secrets.forget(secretName); // the client's secret may have been rotated since it was read
          return request(clientId);
        },
      );
      const until = Date.now() + (seconds - 60) * 1000;
      return { value, freshUntil: until, usableUntil: until };
    },
    mayServeStale: () => false,
  });

  let lastClientId: string | undefined;
  return {
    async headers() {
      const current = await held();
      if ("username" in current) {
        const pair = Buffer.from(`${current.username}:${current.password}`, "utf8");
        return { Authorization: `Basic ${pair.toString("base64")}` };
      }
      lastClientId = current.clientId;
      return { Authorization: `Bearer ${await tokens.get(lastClientId)}` };
    },
    forget() {
      if (lastClientId !== undefined) tokens.forget(lastClientId);
      secrets.forget(secretName);
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
