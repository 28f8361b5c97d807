import type { z } from "zod";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import { type Http, type HttpOptions, createHttp } from "../http";
import { loginResponse, messageResponse } from "./schema";

export const vendor = "check-point";

export interface ManagementOptions {
  url: string | undefined;
  secretName: string;
  /** Of a multi-domain server. */
  domain?: string | undefined;
}

/** Commands within one session: what they change is seen by nobody until it is published. */
export interface Session {
  uid: string;
  ask<T>(schema: z.ZodType<T>, command: string, body: object): Promise<T>;
  change<T>(schema: z.ZodType<T>, command: string, body: object): Promise<T>;
}

/** What a session is for: none is for reading only. */
export interface Purpose {
  name: string;
  description: string;
}

export type Within = <T>(
  purpose: Purpose | null,
  work: (session: Session) => Promise<T>,
) => Promise<T>;

// Longer than all that one change takes; what lasts longer was left behind.
const sessionSeconds = 600;

/**
 * Sessions of the management API. Each is ended, and what was not published in it is discarded, since it
 * would keep others from changing the same objects. A key that is refused is read anew, once.
 * https://sc1.checkpoint.com/documents/latest/APIs/#introduction
 */
export function sessions(
  { url, secretName, domain }: ManagementOptions,
  secrets: Secrets,
): { within: Within } {
  const mend = `put a valid API key into the secret "${secretName}", of an administrator whose profile may log in to the management API, change objects and publish`;
  const options: Omit<HttpOptions, "baseUrl" | "authorize"> = {
    vendor,
    rateLimitSeconds: 30,
    advice: { 401: mend, 403: mend, 404: "see that CHECK_POINT_GROUP names a group that is there" },
    // Somebody else's session changed the object, and is to be published or discarded.
    kindOf: (status, body) => (status >= 400 && isLocked(body) ? "rate-limited" : undefined),
  };

  function httpWith(headers: Record<string, string>): Http {
    if (url === undefined) throw notConfigured(vendor, "CHECK_POINT_URL");
    return createHttp({ ...options, baseUrl: url, authorize: async () => headers });
  }

  async function login(purpose: Purpose | null) {
    const http = httpWith({});
    const key = (await secrets.get(secretName)).trim();
    const body = {
      "api-key": key,
      ...(domain !== undefined && { domain }),
      ...(purpose === null
        ? { "read-only": true }
        : {
            "session-name": purpose.name,
            "session-description": purpose.description,
            "session-timeout": sessionSeconds,
          }),
    };
    const path = "/web_api/login";
    return http.read(loginResponse, { method: "POST", path, body, secrets: { key } });
  }

  async function once<T>(purpose: Purpose | null, work: (session: Session) => Promise<T>) {
    const { sid, uid } = await login(purpose);
    const http = httpWith({ "X-chkpt-sid": sid });
    try {
      return await work({
        uid,
        ask: (schema, command, body) => http.read(schema, at(command, body)),
        change: (schema, command, body) => http.write(schema, at(command, body)),
      });
    } finally {
      // What was published is not discarded. When this fails, whoever comes next discards what is left.
      const end = async (command: string) =>
        http.read(messageResponse, at(command, {})).catch(() => undefined);
      if (purpose !== null) await end("discard");
      await end("logout");
    }
  }

  return {
    async within(purpose, work) {
      try {
        return await once(purpose, work);
      } catch (error) {
        if (!(error instanceof ConnectorError && error.kind === "auth")) throw error;
        if (error.status === undefined) throw error;
        secrets.forget(secretName);
        return once(purpose, work);
      }
    },
  };
}

const at = (command: string, body: object) =>
  ({ method: "POST", path: `/web_api/${command}`, body }) as const;

// By its code or its words: they differ between releases.
const isLocked = (body: unknown): boolean =>
  /object_locked|\blocked (?:by|for)\b/i.test(JSON.stringify(body) ?? "");
