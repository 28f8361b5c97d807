import { createGate } from "../gate";
import type { Answer, Handler, SimulatedRequest } from "../simulator";
import type { Area } from "./area";
import { createLimiter } from "./limits";
import { type MailSettings, defaults } from "./mail-settings";
import { type MailPermission, mailboxFor } from "./mailboxes";
import { folderId, messageQueryOf, preferenceHeaders, shownMessage } from "./message-answer";
import { messageOf } from "./message-input";
import { createMessageStore, type MessageStore } from "./message-store";
import { badRequest, isProblem, itemNotFound, type Problem } from "./problem";
import type { Scene } from "./scene";
import { createSender } from "./send";

type Work = (request: SimulatedRequest, mailbox: string) => Answer | Problem;

const longestRequest = 4 * 1024 * 1024;
const refProperty = "String {6f1d2c1e-5a0b-4a53-9c5e-3b7d0c6a1f42} Name SentinelRef";
const reading: MailPermission[] = ["Mail.Read", "Mail.ReadWrite"];

/** Mail in Exchange Online: https://learn.microsoft.com/graph/api/resources/mail-api-overview */
export function mailArea({ world, answering }: Area) {
  const table = world.table<MailSettings>("mail");
  const settings = (): MailSettings => table.get("mail") ?? defaults;
  const store: MessageStore = createMessageStore(world);
  const limiter = createLimiter(world, () => settings().limits);
  const gate = createGate();
  const sender = createSender(store, limiter, settings, world);

  const inMailbox = (permissions: MailPermission[], work: Work): Handler =>
    answering(async (request, caller) => {
      const mailbox = mailboxFor(request.params["user"] ?? "", caller, permissions, settings());
      if (isProblem(mailbox)) return mailbox;
      return limiter.run(mailbox.address, async () => {
        await gate.pass();
        if (request.body.length > longestRequest) return tooLarge;
        const outcome = work(request, mailbox.address);
        return isProblem(outcome)
          ? outcome
          : { ...outcome, headers: { ...preferenceHeaders(request), ...outcome.headers } };
      });
    });

  const list: Work = (request, mailbox) => {
    const asked = messageQueryOf(request);
    if (isProblem(asked)) return asked;
    const { fits, select, top, skip } = asked;
    const fitting = store.list(mailbox).filter(fits);
    const more = new URLSearchParams(request.query);
    more.set("$skip", String(skip + top));
    return {
      body: {
        "@odata.context": `${world.url()}/v1.0/$metadata#users('${mailbox}')/messages`,
        value: fitting.slice(skip, skip + top).map((row) => shownMessage(row, request, select)),
        ...(fitting.length > skip + top && {
          "@odata.nextLink": `${world.url()}${request.path}?${more.toString()}`,
        }),
      },
    };
  };

  const get: Work = (request, mailbox) => {
    const asked = messageQueryOf(request);
    if (isProblem(asked)) return asked;
    const row = store.find(mailbox, request.params["id"] ?? "");
    return row ? { body: shownMessage(row, request, asked.select) } : itemNotFound;
  };

  const create: Work = (request, mailbox) => {
    const message = messageOf(request.json);
    if (isProblem(message)) return message;
    return { status: 201, body: shownMessage(store.add(mailbox, message), request) };
  };

  return {
    routes: {
      "GET /v1.0/users/{user}/messages": inMailbox(reading, list),
      "GET /v1.0/users/{user}/messages/{id}": inMailbox(reading, get),
      "POST /v1.0/users/{user}/messages": inMailbox(["Mail.ReadWrite"], create),
      "POST /v1.0/users/{user}/messages/{id}/send": inMailbox(["Mail.Send"], (request, mailbox) =>
        sender.sendDraft(request, mailbox),
      ),
      "POST /v1.0/users/{user}/sendMail": inMailbox(["Mail.Send"], (request, mailbox) =>
        sender.sendMail(request, mailbox),
      ),
      "GET /v1.0/users/{user}/mailFolders/{folder}": inMailbox(reading, folder),
      "POST /v1.0/me/sendMail": answering(async () =>
        badRequest("/me request is only valid with delegated authentication flow."),
      ),
    },
    setScene({ messages, limits, isHeld, ...changed }: Scene): void {
      const before = settings();
      table.set("mail", { ...before, ...changed, limits: { ...before.limits, ...limits } });
      if (isHeld !== undefined) gate.set(isHeld);
      if (!messages) return;
      store.messages.clear();
      store.deliveries.clear();
      for (const { id, mailbox, isDraft, ref } of messages) {
        const properties = ref === undefined ? [] : [{ id: refProperty, value: ref }];
        const message = {
          toRecipients: [{ emailAddress: { address: "analyst@contoso.example" } }],
          singleValueExtendedProperties: properties,
        };
        store.add(mailbox, message, {
          immutableId: id,
          isDraft,
          folder: isDraft ? "drafts" : "sentitems",
        });
      }
    },
    state: () => ({
      ...settings(),
      messages: store.messages.rows(),
      deliveries: store.deliveries.rows(),
    }),
  };
}

const tooLarge: Problem = {
  status: 413,
  code: "RequestEntityTooLarge",
  message: "The request is larger than 4 MB.",
};

const folder: Work = ({ params }, mailbox) => {
  const name = (params["folder"] ?? "").toLowerCase();
  if (!["drafts", "sentitems", "inbox"].includes(name)) return itemNotFound;
  return { body: { id: folderId(mailbox, name), displayName: name, isHidden: false } };
};
