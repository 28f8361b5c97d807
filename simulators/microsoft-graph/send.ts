import { isRecord, type Answer, type SimulatedRequest, type World } from "../simulator";
import type { createLimiter } from "./limits";
import { type MessageInput, messageOf } from "./message-input";
import { addressesOf, type MessageStore, newRegularId } from "./message-store";
import { badRequest, isProblem, itemNotFound, type Problem } from "./problem";

interface Settings {
  unreachable: string[];
  sentItemsDelaySeconds: number;
}

const accepted: Answer = { status: 202 };

/** The two ways to send: a draft by its id, and a message at once. */
export function createSender(
  store: MessageStore,
  limiter: ReturnType<typeof createLimiter>,
  settings: () => Settings,
  world: World,
) {
  const visibleFrom = (): number => world.now() + settings().sentItemsDelaySeconds * 1_000;

  /** Accepts a message: what becomes of it later, nobody is told but the mailbox. */
  function submit(mailbox: string, message: MessageInput, id: string | null): Problem | undefined {
    const refusal = refusalOf(mailbox, message) ?? limiter.takeMessage(mailbox);
    if (refusal) return refusal;
    store.deliver(mailbox, message, id);
    const { unreachable } = settings();
    for (const address of addressesOf(message["toRecipients"])) {
      if (!unreachable.includes(address)) continue;
      const subject = `Undeliverable: ${typeof message["subject"] === "string" ? message["subject"] : ""}`;
      store.add(
        mailbox,
        { subject },
        { folder: "inbox", isDraft: false, sentDateTime: store.at() },
      );
    }
    return undefined;
  }

  return {
    /**
     * https://learn.microsoft.com/graph/api/message-send. What it does with a message that is sent
     * already is not documented; here it goes out once more, the worst that it could do.
     */
    sendDraft({ params }: SimulatedRequest, mailbox: string): Answer | Problem {
      const row = store.find(mailbox, params["id"] ?? "");
      if (!row) return itemNotFound;
      const refusal = submit(mailbox, row.message, row.immutableId);
      if (refusal) return refusal;
      store.messages.set(row.immutableId, {
        ...row,
        id: newRegularId(),
        folder: "sentitems",
        isDraft: false,
        sentDateTime: store.at(),
        visibleFrom: visibleFrom(),
      });
      return accepted;
    },

    /** https://learn.microsoft.com/graph/api/user-sendmail */
    sendMail({ json }: SimulatedRequest, mailbox: string): Answer | Problem {
      if (!isRecord(json)) {
        return badRequest(
          "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
        );
      }
      // Parameters of an action are found in any case.
      const named = Object.fromEntries(
        Object.entries(json).map(([name, value]) => [name.toLowerCase(), value]),
      );
      const message = messageOf(named["message"]);
      if (isProblem(message)) return message;
      const refusal = submit(mailbox, message, null);
      if (refusal) return refusal;
      if (named["savetosentitems"] !== false) {
        store.add(mailbox, message, {
          folder: "sentitems",
          isDraft: false,
          sentDateTime: store.at(),
          visibleFrom: visibleFrom(),
        });
      }
      return accepted;
    },
  };
}

function refusalOf(mailbox: string, message: MessageInput): Problem | undefined {
  const to = ["toRecipients", "ccRecipients", "bccRecipients"].flatMap((name) =>
    addressesOf(message[name]),
  );
  const odd = to.find((address) => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address));
  if (to.length === 0 || odd !== undefined) {
    return {
      status: 400,
      code: "ErrorInvalidRecipients",
      message: `At least one recipient is not valid., Recipient '${odd ?? ""}' is not resolved. All recipients must be resolved before a message can be submitted.`,
    };
  }
  const from = message["from"] as { emailAddress: { address: string } } | undefined;
  if (from && from.emailAddress.address.toLowerCase() !== mailbox.toLowerCase()) {
    return {
      status: 403,
      code: "ErrorSendAsDenied",
      message:
        "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account., Cannot submit message.",
    };
  }
  return undefined;
}
