import * as fc from "fast-check";
import type { Step } from "../../activities";
import type { Mail } from "../../domain/mail";
import { keepsConnectorContract } from "../support/connector-contract";
import { hostileText } from "../support/hostile";
import { sampleReport } from "../support/sample-report";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const graph = "microsoft-graph";
const mailbox = "soc@contoso.example";
const ref = "7c9e6679-7425-80de-844b-e07fc1f90ae7";
const property = "String {6f1d2c1e-5a0b-4a53-9c5e-3b7d0c6a1f42} Name SentinelRef";

const mail: Mail = {
  to: ["alex@contoso.example", "kim@contoso.example"],
  subject: "[Sentinel] High: Sign-in from a listed address",
  html: "<p>Verdict: malicious</p>",
  isUrgent: true,
};

interface State {
  messages: { immutableId: string; id: string; isDraft: boolean; message: object }[];
  deliveries: { to: string[]; subject: string; properties: { value: string }[] }[];
}
const state = () => stage.vendors.state(graph) as State;
const draft = { id: "AAkALgDraft-1=", mailbox, isDraft: true, ref };

beforeEach(() => {
  stage.vendors.scene(graph, {
    messages: [draft],
    sentItemsDelaySeconds: 0,
    unreachable: [],
    // The contract sends more than a mailbox may.
    limits: { messagesPerMinute: 10_000 },
    roleAssignments: [
      { role: "Mail.ReadWrite", mailboxes: [mailbox] },
      { role: "Mail.Send", mailboxes: [mailbox] },
    ],
  });
});

type Operation = Parameters<typeof keepsConnectorContract>[1];
const contract = (name: string, operation: Omit<Operation, "vendor" | "connector">) =>
  keepsConnectorContract(
    `outlook.${name}()`,
    { vendor: graph, connector: "outlook", ...operation },
    stage,
  );

const step: Step = { key: "incident/mail", runId: "run-1", at: "2026-08-01T10:45:00.000Z" };
const deliver: NonNullable<Operation["repeat"]>["deliver"] = (activities) =>
  activities.sendMail({ step, report: sampleReport(), to: mail.to });

contract("findMail", {
  route: "GET /v1.0/users/{user}/messages",
  isWrite: false,
  call: ({ outlook }) => outlook.findMail(ref),
});

contract("createDraft", {
  route: "POST /v1.0/users/{user}/messages",
  isWrite: true,
  call: ({ outlook }) => outlook.createDraft(mail, ref),
  repeat: { deliver, stored: () => state().messages.length },
});

contract("sendDraft", {
  route: "POST /v1.0/users/{user}/messages/{id}/send",
  isWrite: true,
  ignoresAnswer: true,
  call: ({ outlook }) => outlook.sendDraft(draft.id),
  repeat: { deliver, stored: () => state().deliveries.length },
});

contract("check", {
  route: "GET /v1.0/users/{user}/mailFolders/{folder}",
  isWrite: false,
  call: ({ outlook }) => outlook.check(),
});

const calls = () => stage.vendors.calls(graph);

describe("outlook.findMail()", () => {
  it("asks for the messages with its reference as a named property, and for no more of them", async () => {
    await stage.connectors.outlook.findMail(ref);

    const [call] = calls();
    const url = new URL(call?.path ?? "", "https://graph.microsoft.com");
    expect(url.pathname).toBe("/v1.0/users/soc%40contoso.example/messages");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      $filter: `singleValueExtendedProperties/Any(ep: ep/id eq '${property}' and ep/value eq '${ref}')`,
      $select: "id,isDraft",
    });
    expect(call?.path).not.toContain("+");
  });

  it("tells a draft, a sent mail, and none", async () => {
    const { outlook } = stage.connectors;

    await expect(outlook.findMail(ref)).resolves.toEqual({ id: draft.id, isDraft: true });
    await outlook.sendDraft(draft.id);
    await expect(outlook.findMail(ref)).resolves.toEqual({ id: draft.id, isDraft: false });
    await expect(outlook.findMail("another")).resolves.toBeNull();
  });

  it("prefers the one that is sent to a draft with the same reference", async () => {
    const sent = { id: "AAkALgSent-1=", mailbox, isDraft: false, ref };
    stage.vendors.scene(graph, { messages: [sent, draft] });

    await expect(stage.connectors.outlook.findMail(ref)).resolves.toEqual({
      id: sent.id,
      isDraft: false,
    });
  });

  it("finds neither while Exchange delivers", async () => {
    const { outlook } = stage.connectors;
    stage.vendors.scene(graph, { sentItemsDelaySeconds: 60 });

    await outlook.sendDraft(draft.id);

    await expect(outlook.findMail(ref)).resolves.toBeNull();
    expect(state().deliveries).toHaveLength(1);
  });

  it.each(["x' or isDraft eq true or ep/value eq 'y", "a b", "", "É", "x\r\nBcc: y", "A"])(
    "sends no reference that could be more than one: %j",
    async (hostile) => {
      const { outlook } = stage.connectors;
      const errors = await Promise.all(
        [outlook.findMail(hostile), outlook.createDraft(mail, hostile)].map(failureOf),
      );

      for (const error of errors) {
        expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
      }
      expect(calls()).toEqual([]);
    },
  );
});

describe("outlook.createDraft()", () => {
  it("writes what Graph calls a message, under an id that stays", async () => {
    const { outlook } = stage.connectors;

    const { id, isDraft } = await outlook.createDraft(mail, ref);

    const [call] = calls();
    expect(isDraft).toBe(true);
    expect(call).toMatchObject({
      method: "POST",
      path: "/v1.0/users/soc%40contoso.example/messages",
    });
    expect(call?.body).toEqual({
      subject: mail.subject,
      importance: "high",
      body: { contentType: "html", content: mail.html },
      toRecipients: [
        { emailAddress: { address: "alex@contoso.example" } },
        { emailAddress: { address: "kim@contoso.example" } },
      ],
      internetMessageHeaders: [{ name: "x-sentinel-ref", value: ref }],
      singleValueExtendedProperties: [{ id: property, value: ref }],
    });
    expect(state().messages.at(-1)).toMatchObject({ immutableId: id, isDraft: true });
  });

  it("marks only what is urgent as important", async () => {
    await stage.connectors.outlook.createDraft({ ...mail, isUrgent: false }, ref);

    expect(calls()[0]?.body).toMatchObject({ importance: "normal" });
  });

  it("writes no mail to nobody", async () => {
    const error = await failureOf(stage.connectors.outlook.createDraft({ ...mail, to: [] }, ref));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(calls()).toEqual([]);
  });
});

describe("outlook.sendDraft()", () => {
  it("sends the draft under the id that it had from the start", async () => {
    const { outlook } = stage.connectors;
    const { id } = await outlook.createDraft(mail, "another");

    await outlook.sendDraft(id);

    expect(calls().at(-1)).toMatchObject({
      method: "POST",
      path: `/v1.0/users/soc%40contoso.example/messages/${encodeURIComponent(id)}/send`,
      body: null,
      status: 202,
    });
    expect(state().deliveries).toMatchObject([
      { to: mail.to, subject: mail.subject, properties: [{ value: "another" }] },
    ]);
    await expect(outlook.findMail("another")).resolves.toEqual({ id, isDraft: false });
  });

  it.each(["../../me/sendMail", "a/../b", "x?y", "%2e%2e", "", "a b"])(
    "makes no other path of an id: %j",
    async (id) => {
      const error = await failureOf(stage.connectors.outlook.sendDraft(id));

      expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
      expect(calls()).toEqual([]);
    },
  );

  it("says what to do when a recipient is none", async () => {
    const { outlook } = stage.connectors;
    const { id } = await outlook.createDraft({ ...mail, to: ["nobody"] }, "another");

    const error = await failureOf(outlook.sendDraft(id));

    expect(error).toMatchObject({ kind: "permanent", status: 400 });
    expect(error.message).toContain("ErrorInvalidRecipients");
    expect(error.message).toContain("nobody");
  });

  it("waits as long as Exchange says when there are too many mails", async () => {
    stage.vendors.scene(graph, { limits: { messagesPerMinute: 0 } });

    const error = await failureOf(stage.connectors.outlook.sendDraft(draft.id));

    expect(error).toMatchObject({ kind: "rate-limited", mayHaveHappened: false });
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
    expect(error.message).toContain("ApplicationThrottled");
  });
});

describe("every request of outlook", () => {
  it("asks for ids that stay", async () => {
    const { outlook } = stage.connectors;

    const { id } = await outlook.createDraft(mail, "another");
    await outlook.sendDraft(id);
    const found = await outlook.findMail("another");

    // What Graph gives out without the preference begins otherwise, and is gone by now.
    expect(state().messages.at(-1)?.id).not.toBe(id);
    expect(found?.id).toBe(id);
  });

  it.each([
    ["ErrorInvalidUser", "nobody@contoso.example"],
    ["MailboxNotEnabledForRESTAPI", "room-7@contoso.example"],
  ])("says that the mailbox is no mailbox: %s", async (code, from) => {
    const { outlook } = connectorsFor(stage.vendors.url, { MAIL_FROM: from });

    const errors = await Promise.all(
      [outlook.findMail(ref), outlook.sendDraft(draft.id), outlook.check()].map(failureOf),
    );

    for (const error of errors) {
      expect(error).toMatchObject({ kind: "auth", status: 404 });
      expect(error.message).toContain(code);
      expect(error.message).toContain("MAIL_FROM");
    }
  });

  it("carries what is in a mail as data, whatever it is, and lets no id or reference be more", async () => {
    const { outlook } = stage.connectors;
    const text = fc.oneof(hostileText, fc.stringMatching(/^[a-z0-9:_'-]{1,20}$/));
    await fc.assert(
      fc.asyncProperty(text, text, async (hostile, key) => {
        stage.vendors.clearCalls();
        const hostileMail = { ...mail, subject: hostile, html: hostile };
        await outlook.createDraft(hostileMail, key).catch(() => undefined);
        await outlook.findMail(key).catch(() => undefined);
        await outlook.sendDraft(hostile).catch(() => undefined);

        const isKey = /^[a-z0-9:_-]{1,100}$/.test(key);
        expect(calls().filter(({ path }) => !path.endsWith("/send"))).toHaveLength(isKey ? 2 : 0);
        for (const { path, body, status } of calls()) {
          const [route = "", query = ""] = path.split("?");
          expect(route).toMatch(
            /^\/v1\.0\/users\/soc%40contoso\.example\/messages(?:\/[\w%-]+\/send)?$/,
          );
          expect([...new URLSearchParams(query).keys()].join()).toMatch(/^(?:\$filter,\$select)?$/);
          if (body === null) continue;
          expect(status).toBe(201);
          expect((body as Mail).subject.toWellFormed()).toBe(hostile.toWellFormed());
        }
      }),
      { numRuns: 60 },
    );
  });

  it("takes the object id of a mailbox as well", async () => {
    const { outlook } = connectorsFor(stage.vendors.url, {
      MAIL_FROM: "9a11b0c5-0000-4000-8000-000000000001",
    });

    await expect(outlook.findMail(ref)).resolves.toMatchObject({ id: draft.id });
  });

  it("asks for a token for Microsoft Graph", async () => {
    await stage.connectors.outlook.findMail(ref);

    expect(stage.vendors.state("managed-identity")).toMatchObject({
      issued: { "https://graph.microsoft.com": expect.any(Number) },
    });
  });
});

describe("outlook.check()", () => {
  it("reads a folder, sends nothing, and says what works", async () => {
    await expect(stage.connectors.outlook.check()).resolves.toBe(
      "drafts of soc@contoso.example can be read, and sending from it is not refused",
    );

    expect(calls().map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
      "GET /v1.0/users/soc%40contoso.example/mailFolders/drafts?$select=id 200",
      "POST /v1.0/users/soc%40contoso.example/messages/AAAAAAAAAAA%3D/send 404",
    ]);
    expect(state().deliveries).toEqual([]);
  });

  it.each([
    ["Mail.ReadWrite", ["Mail.Send"]],
    ["Mail.Send", ["Mail.ReadWrite"]],
  ])("names the permission that is missing: %s", async (missing, given) => {
    stage.vendors.scene(graph, {
      roleAssignments: given.map((role) => ({ role, mailboxes: [mailbox] })),
    });

    const error = await failureOf(stage.connectors.outlook.check());

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("ErrorAccessDenied");
    expect(error.message).toContain(`"Application ${missing}"`);
    expect(error.message).toContain("RBAC for Applications");
  });

  it("is refused a mailbox that is out of scope", async () => {
    const { outlook } = connectorsFor(stage.vendors.url, { MAIL_FROM: "alex@contoso.example" });

    const error = await failureOf(outlook.check());

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("over this mailbox");
  });

  it("takes a malformed id for what it is: 400 comes after permission", async () => {
    stage.vendors.fault({
      vendor: graph,
      route: "POST /v1.0/users/{user}/messages/{id}/send",
      status: 400,
      body: { error: { code: "ErrorInvalidIdMalformed", message: "Id is malformed." } },
    });

    await expect(stage.connectors.outlook.check()).resolves.toContain("not refused");
  });
});
