import { createHmac, timingSafeEqual } from "node:crypto";
import type { SimulatedRequest } from "../simulator";

/** Signs every token of Google that is simulated. Published: it opens nothing but this simulator. */
const key = "google-test-signing-key";

/** What a token of Google says to Google. */
export interface Grant {
  /** A service account's email, a user's, or "principal://…" of a workload. */
  who: string;
  scopes: string[];
  /** Milliseconds since 1970. */
  endsAt: number;
}

const signatureOf = (content: string): string =>
  createHmac("sha256", key).update(content).digest("base64url");

/** An opaque access token: only its beginning is Google's. */
export function issue(grant: Grant): string {
  const content = Buffer.from(JSON.stringify(grant)).toString("base64url");
  return `ya29.${content}.${signatureOf(content)}`;
}

/** What the bearer token of a request grants now; undefined when there is none that is good. */
export function grantOf(
  { headers }: Pick<SimulatedRequest, "headers">,
  now: number,
): Grant | undefined {
  const [, content = "", signature = ""] =
    /^Bearer ya29\.([\w-]+)\.([\w-]+)$/i.exec(headers.authorization ?? "") ?? [];
  const given = Buffer.from(signature);
  const expected = Buffer.from(signatureOf(content));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const grant = JSON.parse(Buffer.from(content, "base64url").toString()) as Grant;
  return grant.endsAt > now ? grant : undefined;
}
