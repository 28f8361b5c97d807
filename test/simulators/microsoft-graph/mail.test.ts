import {
  immutable,
  message,
  type OpenGraph,
  openGraph,
  property,
  soc,
  toAlex,
} from "./graph-client";

let graph: OpenGraph;
beforeEach(async () => {
  graph = await openGraph();
});
afterEach(() => graph.close());

describe("a draft", () => {
  it("is created with 201, and shown without its extended properties", async () => {
    const { status, body, headers } = await graph.create(message(), immutable);

    expect(status).toBe(201);
    expect(body).toMatchObject({ isDraft: true, subject: message().subject, toRecipients: toAlex });
    expect(body).not.toHaveProperty("singleValueExtendedProperties");
    expect(headers.get("preference-applied")).toBe('IdType="ImmutableId"');
  });

  it("keeps the id that was asked to stay when it is sent", async () => {
    const { body } = await graph.create(message(), immutable);

    const sent = await graph.send(body.id);
    const found = await graph.findRef("ref-1", immutable);

    expect([sent.status, sent.text]).toEqual([202, ""]);
    expect(found.body.value).toMatchObject([{ id: body.id, isDraft: false }]);
    expect(graph.state().messages).toMatchObject([{ folder: "sentitems" }]);
  });

  it("has another id after it is sent, unless every request asks for the one that stays", async () => {
    const { body } = await graph.create();

    await graph.send(body.id);
    const gone = await graph.ask("GET", `/users/${soc}/messages/${body.id}`);
    const found = await graph.findRef("ref-1");

    expect([gone.status, gone.body.error.code]).toEqual([404, "ErrorItemNotFound"]);
    expect(found.body.value).toHaveLength(1);
    expect(found.body.value[0]?.id).not.toBe(body.id);
  });

  it("goes out each time that it is sent: nothing says that Graph would stop it", async () => {
    const { body } = await graph.create(message(), immutable);

    await graph.send(body.id);
    await graph.send(body.id);

    expect(graph.state().deliveries).toMatchObject([
      { immutableId: body.id, to: ["alex@contoso.example"] },
      { immutableId: body.id },
    ]);
  });

  it("is neither draft nor sent while Exchange delivers", async () => {
    graph.scene({ sentItemsDelaySeconds: 5 });
    const { body } = await graph.create(message(), immutable);

    await graph.send(body.id);
    const during = await graph.findRef("ref-1");
    const again = await graph.send(body.id);
    graph.turnBy(5_000);
    const after = await graph.findRef("ref-1");

    expect(during.body.value).toEqual([]);
    expect([again.status, again.body.error.code]).toEqual([404, "ErrorItemNotFound"]);
    expect(after.body.value).toMatchObject([{ isDraft: false }]);
  });

  it.each([
    ["no recipient", { toRecipients: [] }, 400, "ErrorInvalidRecipients"],
    [
      "a recipient that is none",
      { toRecipients: [{ emailAddress: { address: "nobody" } }] },
      400,
      "ErrorInvalidRecipients",
    ],
    [
      "another sender",
      { from: { emailAddress: { address: "ceo@contoso.example" } } },
      403,
      "ErrorSendAsDenied",
    ],
  ])("is written but not sent with %s", async (_title, more, expected, code) => {
    const { status, body } = await graph.create(message("ref-1", more));
    const sent = await graph.send(body.id);

    expect(status).toBe(201);
    expect([sent.status, sent.body.error.code]).toEqual([expected, code]);
    expect(graph.state().deliveries).toEqual([]);
  });

  it("is accepted though it cannot be delivered: that comes by mail, later", async () => {
    graph.scene({ unreachable: ["alex@contoso.example"] });
    const { body } = await graph.create();

    expect((await graph.send(body.id)).status).toBe(202);
    expect(graph.state().messages.map(({ folder, subject }) => [folder, subject])).toEqual([
      ["sentitems", message().subject],
      ["inbox", `Undeliverable: ${message().subject}`],
    ]);
  });

  it.each([
    ["what is no JSON", "<p>", "BadRequest"],
    ["a list", [], "BadRequest"],
    ["a member that messages do not have", { subjekt: "x" }, "RequestBodyRead"],
    ["a subject that is a number", { subject: 1 }, "RequestBodyRead"],
    ["recipients that are texts", { toRecipients: ["a@b.example"] }, "RequestBodyRead"],
    ["a body of another type", { body: { contentType: "md", content: "" } }, "RequestBodyRead"],
    ["an importance that there is not", { importance: "urgent" }, "RequestBodyRead"],
    [
      "a header of the standard",
      { internetMessageHeaders: [{ name: "Bcc", value: "x" }] },
      "InvalidInternetMessageHeader",
    ],
    [
      "six headers",
      {
        internetMessageHeaders: Array.from({ length: 6 }, (_, n) => ({
          name: `x-${n}`,
          value: "",
        })),
      },
      "InvalidInternetMessageHeaderCollection",
    ],
    [
      "a property without a GUID",
      { singleValueExtendedProperties: [{ id: "String Name SentinelRef", value: "x" }] },
      "ErrorInvalidProperty",
    ],
  ])("is not created from %s", async (_title, body, code) => {
    const answer = await graph.create(body);

    expect([answer.status, answer.body.error.code]).toEqual([400, code]);
    expect(graph.state().messages).toEqual([]);
  });

  it("is not created from more than 4 MB", async () => {
    const { status } = await graph.create({ subject: "x".repeat(4 * 1024 * 1024) });

    expect(status).toBe(413);
  });
});

describe("a search", () => {
  const by = (value: string, id = property) =>
    `singleValueExtendedProperties/Any(ep: ep/id eq '${id}' and ep/value eq '${value}')`;
  const refs = ["ref-1", "ref-2", "it's"];
  beforeEach(async () => {
    for (const ref of refs) await graph.create(message(ref));
  });

  it.each([
    ["the form of the documentation", by("ref-1"), 1],
    ["another name for the variable", by("ref-2").replaceAll("ep", "p"), 1],
    ["any in lower case, with spaces", by("ref-1").replace("/Any(ep: ", "/any( ep :  "), 1],
    ["a doubled apostrophe", by("it''s"), 1],
    ["a value in another case", by("REF-1"), 1],
    ["a GUID in another case", by("ref-1", property.replace("6f1d2c1e", "6F1D2C1E")), 1],
    ["a name in another case", by("ref-1", property.replace("SentinelRef", "sentinelref")), 0],
    ["a value that nobody wrote", by("ref-3"), 0],
    ["only the property", `singleValueExtendedProperties/any(ep: ep/id eq '${property}')`, 3],
    ["two conditions", `${by("ref-1")} and isDraft eq true`, 1],
    ["two that exclude each other", `${by("ref-1")} and isDraft eq false`, 0],
    ["a subject", `subject eq '${message().subject}'`, 3],
  ])("takes %s", async (_title, filter, count) => {
    const { status, body } = await graph.find(filter);

    expect([status, body.value?.length]).toEqual([200, count]);
  });

  it.each([
    ["an apostrophe that is not doubled", by("it's")],
    ["a text without its end", by("ref-1").slice(0, -2)],
    ["no bracket at the end", by("ref-1").slice(0, -1)],
    ["or", `${by("ref-1")} or isDraft eq true`],
    ["a variable that is not bound", by("ref-1").replace("ep/value", "x/value")],
    ["a member that properties do not have", by("ref-1").replace("ep/value", "ep/text")],
    ["a member that messages do not have", "colour eq 'red'"],
    ["nothing", ""],
  ])("refuses %s", async (_title, filter) => {
    const { status, body } = await graph.find(filter);

    expect([status, body.error.code]).toEqual([400, "BadRequest"]);
    expect(body.error.message).toMatch(/^Invalid filter clause: /);
  });

  it("answers the members that are selected, and the id", async () => {
    const { body } = await graph.find(by("ref-1"), {}, "&$select=isDraft,subject");

    expect(Object.keys(body.value[0] ?? {}).toSorted()).toEqual([
      "@odata.etag",
      "id",
      "isDraft",
      "subject",
    ]);
  });

  it.each([
    ["$select=colour", "RequestBroker--ParseUri"],
    ["$top=0", "BadRequest"],
    ["$expand=attachments", "BadRequest"],
  ])("refuses %s", async (query, code) => {
    const { status, body } = await graph.ask("GET", `/users/${soc}/messages?${query}`);

    expect([status, body.error.code]).toEqual([400, code]);
  });

  it("comes in pages, newest first", async () => {
    const first = await graph.ask("GET", `/users/${soc}/messages?$top=2&$select=id`);
    const next = String(first.body["@odata.nextLink"]).split("/v1.0")[1] ?? "";
    const second = await graph.ask("GET", next);

    expect([first.body.value.length, second.body.value.length]).toEqual([2, 1]);
    expect(second.body).not.toHaveProperty("@odata.nextLink");
  });
});

describe("sendMail", () => {
  const send = (body: unknown) => graph.ask("POST", `/users/${soc}/sendMail`, body);

  it.each([{ message: message() }, { Message: message(), SaveToSentItems: true }])(
    "takes 202 and nothing else, and keeps a copy: %#",
    async (body) => {
      const { status, text } = await send(body);

      expect([status, text]).toEqual([202, ""]);
      expect(graph.state().messages).toMatchObject([{ folder: "sentitems" }]);
      expect(graph.state().deliveries).toMatchObject([{ immutableId: null }]);
    },
  );

  it("keeps none where it is told so, and sends a repeat again", async () => {
    await send({ message: message(), saveToSentItems: false });
    await send({ message: message(), saveToSentItems: false });

    expect(graph.state().messages).toEqual([]);
    expect(graph.state().deliveries).toHaveLength(2);
  });

  it.each([
    ["no message", {}],
    ["a message without recipients", { message: { subject: "x" } }],
    ["no JSON", "x"],
  ])("refuses %s", async (_title, body) => {
    expect((await send(body)).status).toBe(400);
    expect(graph.state().deliveries).toEqual([]);
  });
});
