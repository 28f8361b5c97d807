import { audienceOf } from "../base-url";
import { notConfigured } from "../connector-error";
import { type Tokens, bearerFor } from "../credentials";
import { type Http, createHttp } from "../http";
import type { Settings } from "../settings";

export const vendor = "outlook";

/** The codes that speak of the mailbox in the path, not of the message: a matter of set-up. */
const noMailbox = new Set(["ErrorInvalidUser", "MailboxNotEnabledForRESTAPI"]);

/** The mailbox of the settings: where it is, and HTTP for reading and writing, and for sending. */
export interface Mailbox {
  path: string;
  drafts: Http;
  sending: Http;
}

/**
 * Connects to the mailbox that sends. Each permission has an HTTP of its own, so that a 403 names
 * the one that is missing.
 */
export function openMailbox({ url, from }: Settings["outlook"], tokens: Tokens): Mailbox {
  if (from === undefined) throw notConfigured(vendor, "MAIL_FROM");
  const audience = audienceOf(url, "https://graph.microsoft.com");
  const httpWith = (permission: string): Http =>
    createHttp({
      vendor,
      baseUrl: url,
      ...bearerFor(tokens, audience),
      rateLimitSeconds: 30,
      advice: {
        403:
          `give the app's managed identity the role "Application ${permission}" over this mailbox, ` +
          "by RBAC for Applications in Exchange Online; it can take two hours until it counts",
        404: "see that MAIL_FROM is a mailbox with a licence for Exchange Online, and that nobody deleted the draft",
      },
      kindOf: (status, body) =>
        status === 404 && noMailbox.has(codeOf(body)) ? "auth" : undefined,
    });
  return {
    path: `/v1.0/users/${encodeURIComponent(from)}`,
    drafts: httpWith("Mail.ReadWrite"),
    sending: httpWith("Mail.Send"),
  };
}

const codeOf = (body: unknown): string =>
  String((body as { error?: { code?: unknown } } | undefined)?.error?.code);
