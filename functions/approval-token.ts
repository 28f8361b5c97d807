import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** To what a token is bound: it opens one decision of one person on one plan. */
export interface TokenFacts {
  approvalId: string;
  planHash: string;
  approverId: string;
}

const payload = z.object({
  approvalId: z.string(),
  planHash: z.string(),
  approverId: z.string(),
  /** Milliseconds since 1970. */
  until: z.number(),
  nonce: z.string(),
});

const lifetimeMs = 60 * 60_000;

/** A token for a form, good for an hour. That it is used once is the approval's to keep. */
export function createToken(facts: TokenFacts, key: string, now: Date): string {
  const { approvalId, planHash, approverId } = facts;
  const until = now.getTime() + lifetimeMs;
  const text = JSON.stringify({ approvalId, planHash, approverId, until, nonce: randomUUID() });
  const body = Buffer.from(text).toString("base64url");
  return `${body}.${macOf(body, key).toString("base64url")}`;
}

/** What a token of a person for an approval says; a sentence when it is not good. */
export function readToken(
  token: string,
  { approvalId, approverId }: Omit<TokenFacts, "planHash">,
  key: string,
  now: Date,
): { id: string; planHash: string } | { problem: string } {
  const [body = "", mac = ""] = token.split(".");
  const given = Buffer.from(mac, "base64url");
  const expected = macOf(body, key);
  const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
  const parsed = isOurs
    ? payload.safeParse(JSON.parse(Buffer.from(body, "base64url").toString()))
    : undefined;
  if (!parsed?.success) return { problem: "The form's token is not one of this app." };
  const { data } = parsed;
  if (data.approvalId !== approvalId || data.approverId !== approverId) {
    return { problem: "The form's token is for another approval or another person." };
  }
  if (data.until <= now.getTime()) return { problem: "The form is older than an hour." };
  return { id: data.nonce, planHash: data.planHash };
}

const macOf = (body: string, key: string): Buffer =>
  createHmac("sha256", key).update(`approval-form.${body}`).digest();
