import { randomBytes, randomUUID } from "node:crypto";
import type { World } from "../simulator";
import type { MessageInput } from "./message-input";

export type Folder = "drafts" | "sentitems" | "inbox";

/** A message in a mailbox. */
export interface StoredMessage {
  /** Stays what it is in every folder. */
  immutableId: string;
  /** Another one in each folder: what a client gets that does not ask for the other. */
  id: string;
  mailbox: string;
  folder: Folder;
  isDraft: boolean;
  subject: string;
  createdDateTime: string;
  sentDateTime: string | null;
  internetMessageId: string;
  conversationId: string;
  properties: { id: string; value: string }[];
  /** Milliseconds since 1970: the copy of a sent message is not there at once. */
  visibleFrom: number;
  /** As it was written. */
  message: MessageInput;
}

/** What a mailbox has handed on, once for each time that it was. */
export interface Delivery {
  mailbox: string;
  immutableId: string | null;
  at: string;
  to: string[];
  subject: string;
  properties: { id: string; value: string }[];
}

const newId = (prefix: string): string => `${prefix}${randomBytes(60).toString("base64url")}=`;
export const newRegularId = (): string => newId("AAMkAD");

export const addressesOf = (recipients: unknown): string[] =>
  ((recipients ?? []) as { emailAddress: { address: string } }[]).map(
    ({ emailAddress }) => emailAddress.address,
  );

/** The messages of every mailbox, and what left them. */
export function createMessageStore(world: World) {
  const messages = world.table<StoredMessage>("messages");
  const deliveries = world.table<Delivery>("deliveries");
  const at = (): string => new Date(world.now()).toISOString().replace(/\.\d+Z$/, "Z");

  return {
    messages,
    deliveries,
    /** Those that can be seen, newest first. */
    list: (mailbox: string): StoredMessage[] =>
      messages
        .rows()
        .filter((row) => row.mailbox === mailbox && row.visibleFrom <= world.now())
        .toReversed(),
    find(mailbox: string, id: string): StoredMessage | undefined {
      return this.list(mailbox).find((row) => row.immutableId === id || row.id === id);
    },
    add(mailbox: string, message: MessageInput, more: Partial<StoredMessage> = {}): StoredMessage {
      const properties = (message["singleValueExtendedProperties"] ??
        []) as StoredMessage["properties"];
      const row: StoredMessage = {
        immutableId: newId("AAkALg"),
        id: newRegularId(),
        mailbox,
        folder: "drafts",
        isDraft: true,
        subject: (message["subject"] as string | undefined) ?? "",
        createdDateTime: at(),
        sentDateTime: null,
        internetMessageId: `<${randomUUID()}@simulated.prod.outlook.com>`,
        conversationId: newId("AAQkAD"),
        properties,
        visibleFrom: 0,
        message,
        ...more,
      };
      messages.set(row.immutableId, row);
      return row;
    },
    deliver(mailbox: string, message: MessageInput, immutableId: string | null): void {
      const properties = (message["singleValueExtendedProperties"] ??
        []) as StoredMessage["properties"];
      deliveries.set(String(deliveries.size()), {
        mailbox,
        immutableId,
        at: at(),
        to: ["toRecipients", "ccRecipients", "bccRecipients"].flatMap((name) =>
          addressesOf(message[name]),
        ),
        subject: (message["subject"] as string | undefined) ?? "",
        properties,
      });
    },
    at,
  };
}

export type MessageStore = ReturnType<typeof createMessageStore>;
