import type { KeptMail, Mail } from "../../domain/mail";
import type { Checked } from "../checked";
import { ConnectorError } from "../connector-error";
import type { Tokens } from "../credentials";
import type { HttpRequest } from "../http";
import type { Settings } from "../settings";
import { type Mailbox, openMailbox, vendor } from "./client";
import { draftBody, filterBy, segmentOf } from "./message";
import { folderResponse, messageResponse, messagesResponse } from "./schema";

/**
 * Ids that stay what they are when a draft is sent: without it the id is another one in every
 * folder. https://learn.microsoft.com/graph/outlook-immutable-id
 */
const headers = { Prefer: 'IdType="ImmutableId"' };

const users = "/v1.0/users/{mailbox}";

/** No message has it: what is asked of it changes nothing. */
const idOfNothing = "AAAAAAAAAAA=";

/**
 * Mail from one mailbox, through Microsoft Graph. `sendMail` knows no repeats; so a mail is first a
 * draft with our reference, which can be found again, and then sent.
 */
export function outlook(settings: Settings["outlook"], tokens: Tokens) {
  let opened: Mailbox | undefined;
  const mailbox = (): Mailbox => (opened ??= openMailbox(settings, tokens));

  const sending = (id: string): HttpRequest => ({
    method: "POST",
    path: `${mailbox().path}/messages/${segmentOf(id)}/send`,
    label: `${users}/messages/{id}/send`,
    headers,
  });

  return {
    /**
     * The mail that was written with a reference, one that is sent rather than a draft. For a while
     * after it is sent it is neither: the sent copy comes when Exchange has delivered it.
     */
    async findMail(ref: string): Promise<KeptMail | null> {
      const { value } = await mailbox().drafts.read(messagesResponse, {
        method: "GET",
        path: `${mailbox().path}/messages?$filter=${encodeURIComponent(filterBy(ref))}&$select=id,isDraft`,
        label: `${users}/messages`,
        headers,
      });
      return value.find(({ isDraft }) => !isDraft) ?? value[0] ?? null;
    },

    /** Writes a draft. It does not look for one first: see `findMail`. */
    async createDraft(mail: Mail, ref: string): Promise<KeptMail> {
      if (mail.to.length === 0) {
        throw new ConnectorError(vendor, "permanent", "A mail without recipients was not written");
      }
      return mailbox().drafts.write(messageResponse, {
        method: "POST",
        path: `${mailbox().path}/messages`,
        label: `${users}/messages`,
        headers,
        body: draftBody(mail, ref),
      });
    },

    /** Hands a draft to Exchange. Whether it is delivered, the sender's mailbox learns later. */
    sendDraft: async (id: string): Promise<void> => mailbox().sending.send(sending(id)),

    /**
     * Reads a folder's id, and asks to send a message that does not exist: who may not send is
     * refused before it is looked for.
     */
    async check() {
      await mailbox().drafts.read(folderResponse, {
        method: "GET",
        path: `${mailbox().path}/mailFolders/drafts?$select=id`,
        label: `${users}/mailFolders/drafts`,
        headers,
      });
      await mailbox().sending.send(sending(idOfNothing)).catch(ifNoSuchMessage);
      return `drafts of ${settings.from} can be read, and sending from it is not refused`;
    },
  } satisfies Checked & Record<string, unknown>;
}

/** 400 is for an id that Exchange cannot read, 404 for one that it does not have. */
function ifNoSuchMessage(error: unknown): void {
  const isOfMessage =
    error instanceof ConnectorError && ["not-found", "permanent"].includes(error.kind);
  if (!isOfMessage || ![400, 404].includes(error.status ?? 0)) throw error;
}
