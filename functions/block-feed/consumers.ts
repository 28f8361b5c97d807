import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { jsonSecret } from "../../connectors/json-secret";
import type { Secrets } from "../../connectors/credentials";
import { renewing } from "../../connectors/rotated-secret";

const passwords = z.record(
  z.string().regex(/^[\w.-]{1,64}$/),
  z.string().min(16, "must have 16 characters or more"),
);

/**
 * Whether an Authorization header is that of a consumer: HTTP basic authentication, the user is its
 * name. The secret is JSON of names and passwords: `{"fw-hq": "…"}`. It may have been changed, so it is
 * read anew when nothing fits, once a minute at most. Throws when it cannot be read.
 */
export function feedConsumers(secretName: string, secrets: Secrets) {
  const check = renewing(secretName, secrets);

  async function fits(given: [name: string, password: string]): Promise<boolean> {
    const known = await jsonSecret({
      vendor: "block-feed",
      secretName,
      secrets,
      schema: passwords,
      parts: "a password of 16 characters or more for each consumer's name",
    });
    // All are compared, so that the time tells nothing of names either.
    return Object.entries(known).filter((one) => isSame(one, given)).length > 0;
  }

  return async (authorization: string | null, now: Date): Promise<boolean> => {
    const given = credentialsOf(authorization);
    return given !== undefined && check(() => fits(given), now);
  };
}

function credentialsOf(header: string | null): [string, string] | undefined {
  const [, encoded = ""] = /^Basic ([A-Za-z0-9+/]{1,400}={0,2})$/i.exec(header ?? "") ?? [];
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 1 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
}

const isSame = (a: [string, string], b: [string, string]): boolean =>
  timingSafeEqual(digestOf(a), digestOf(b));

const digestOf = (credentials: [string, string]): Buffer =>
  createHash("sha256").update(JSON.stringify(credentials)).digest();
