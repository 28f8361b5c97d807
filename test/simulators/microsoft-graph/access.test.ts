import { start, tokenFor } from "../token";
import { message, type OpenGraph, openGraph, soc, toAlex } from "./graph-client";

let graph: OpenGraph;
beforeEach(async () => {
  graph = await openGraph();
});
afterEach(() => graph.close());

const audience = "https://graph.microsoft.com";
const folder = (user = soc, headers = {}) =>
  graph.ask("GET", `/users/${user}/mailFolders/drafts`, undefined, headers);

describe("a token", () => {
  it.each([
    ["none", "", "Access token is empty."],
    [
      "one for somebody else",
      `Bearer ${tokenFor("https://management.azure.com")}`,
      "Invalid audience.",
    ],
    [
      "one that is over",
      `Bearer ${tokenFor(audience, { exp: start / 1_000 })}`,
      "the token is expired.",
    ],
    ["one that nobody signed", "Bearer a.b.c", "Invalid signature."],
  ])("is refused: %s", async (_title, authorization, words) => {
    const { status, body, headers } = await folder(soc, { authorization });

    expect([status, body.error.code]).toEqual([401, "InvalidAuthenticationToken"]);
    expect(body.error.message).toContain(words);
    expect(headers.get("www-authenticate")).toContain("Bearer");
  });

  it.each([`${audience}/`, "00000003-0000-0000-c000-000000000000"])(
    "is good for %s",
    async (aud) => {
      expect((await folder(soc, { authorization: `Bearer ${tokenFor(aud)}` })).status).toBe(200);
    },
  );
});

describe("an error", () => {
  it("has the ids by which support finds it, the client's own among them", async () => {
    const { body, headers } = await folder("nobody@contoso.example", {
      "client-request-id": "mine",
    });

    expect(body.error.innerError).toEqual({
      date: "2026-08-01T10:45:00",
      "request-id": headers.get("request-id"),
      "client-request-id": "mine",
    });
    expect(headers.get("client-request-id")).toBe("mine");
  });
});

describe("a mailbox", () => {
  it.each([
    ["a user that there is not", "nobody@contoso.example", 404, "ErrorInvalidUser"],
    ["a user without a licence", "room-7@contoso.example", 404, "MailboxNotEnabledForRESTAPI"],
    ["one out of scope", "alex@contoso.example", 403, "ErrorAccessDenied"],
  ])("is refused: %s", async (_title, user, expected, code) => {
    const answers = [
      await folder(user),
      await graph.ask("GET", `/users/${user}/messages`),
      await graph.ask("POST", `/users/${user}/messages`, message()),
      await graph.ask("POST", `/users/${user}/messages/x/send`),
      await graph.ask("POST", `/users/${user}/sendMail`, { message: message() }),
    ];

    for (const { status, body } of answers) {
      expect([status, body.error.code]).toEqual([expected, code]);
    }
    expect(graph.state().deliveries).toEqual([]);
  });

  it("is found by address and by object id, in any case", async () => {
    for (const user of ["SOC@Contoso.example", "9A11B0C5-0000-4000-8000-000000000001"]) {
      expect((await folder(user)).status).toBe(200);
    }
  });

  it("may be read and written without being sent from, and the other way round", async () => {
    graph.scene({ roleAssignments: [{ role: "Mail.ReadWrite", mailboxes: [soc] }] });
    const { body } = await graph.create();
    const refusedSend = await graph.send(body.id);
    graph.scene({ roleAssignments: [{ role: "Mail.Send", mailboxes: [soc] }] });
    const refusedDraft = await graph.create();
    const sent = await graph.send(body.id);

    expect([refusedSend.status, refusedDraft.status, sent.status]).toEqual([403, 403, 202]);
  });

  it("is open to what Entra ID grants, whatever Exchange's scopes say", async () => {
    const authorization = `Bearer ${tokenFor(audience, { roles: ["Mail.Send"] })}`;

    const { status } = await graph.ask(
      "POST",
      "/users/alex@contoso.example/sendMail",
      { message: { subject: "x", toRecipients: toAlex } },
      { authorization },
    );

    expect(status).toBe(202);
  });

  it("has no /me for an app", async () => {
    const { status, body } = await graph.ask("POST", "/me/sendMail", { message: message() });

    expect([status, body.error.code]).toEqual([400, "BadRequest"]);
    expect(body.error.message).toContain("delegated");
  });
});

describe("limits", () => {
  it("take four requests of a mailbox at once", async () => {
    graph.scene({ isHeld: true });
    const asking = Array.from({ length: 5 }, () => folder());
    const refused = await Promise.race(asking);
    graph.scene({ isHeld: false });
    const answers = await Promise.all(asking);

    expect([refused.status, refused.body.error.code]).toEqual([429, "ApplicationThrottled"]);
    expect(refused.body.error.message).toContain("MailboxConcurrency");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200, 200, 200, 200, 429,
    ]);
    expect((await folder()).status).toBe(200);
  });

  it("take thirty messages in a minute", async () => {
    const send = () => graph.ask("POST", `/users/${soc}/sendMail`, { message: message() });
    for (let count = 0; count < 30; count++) expect((await send()).status).toBe(202);

    const refused = await send();
    graph.turnBy(60_000);

    expect([refused.status, refused.body.error.code]).toEqual([429, "ApplicationThrottled"]);
    expect(refused.headers.get("retry-after")).toBe("60");
    expect((await send()).status).toBe(202);
    expect(graph.state().deliveries).toHaveLength(31);
  });

  it("take so many requests in ten minutes", async () => {
    graph.scene({ limits: { requestsPer10Minutes: 1 } });

    const answers = [await folder(), await folder()];
    graph.turnBy(600_000);

    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
    expect((await folder()).status).toBe(200);
  });
});

describe("a message in a channel of Teams", () => {
  it("is refused to an app, as Graph says it", async () => {
    const { status, body } = await graph.ask("POST", "/teams/t/channels/c/messages", {
      body: { content: "x" },
    });

    expect([status, body.error.code]).toEqual([401, "Unauthorized"]);
    expect(body.error.message).toMatch(
      /^Message POST is allowed in application-only context only for import purposes\./,
    );
  });
});

describe("a scene", () => {
  it.each([
    [{ letters: [] }, "not one of"],
    [{ mailboxes: [{ address: 1 }] }, "must be a text"],
    [{ roleAssignments: [{ role: "Mail.Everything", mailboxes: [] }] }, "A role must be one of"],
    [{ limits: { wishes: 3 } }, "limits takes"],
    [{ messages: {} }, "must be an array"],
  ])("is refused in a sentence: %j", (scene, words) => {
    expect(() => graph.scene(scene)).toThrow(words);
  });
});
