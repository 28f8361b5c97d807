import { channel, useWorkspace } from "./workspace-client";

const { get, post, stage } = useWorkspace();

interface Told {
  messages: { ts: string; text: string; metadata?: unknown }[];
  has_more: boolean;
  response_metadata?: { next_cursor: string };
}

async function posted(text: string, more: object = {}): Promise<string> {
  stage.now += 1_000;
  return String((await post("chat.postMessage", { channel, text, ...more })).body.ts);
}
const history = async (query: Record<string, string> = {}) =>
  (await get("conversations.history", { channel, ...query })).body as unknown as Told;
const replies = async (query: Record<string, string>) =>
  (await get("conversations.replies", { channel, ...query })).body as unknown as Told;
const textsOf = ({ messages }: Told): string[] => messages.map(({ text }) => text);

describe("conversations.history", () => {
  it("tells the newest first", async () => {
    await posted("one");
    await posted("two");

    expect(textsOf(await history())).toEqual(["two", "one"]);
  });

  it("tells metadata only to those who ask for it", async () => {
    const metadata = { event_type: "e", event_payload: { ref: "r" } };
    await posted("one", { metadata });

    expect((await history()).messages[0]).not.toHaveProperty("metadata");
    expect((await history({ include_all_metadata: "true" })).messages[0]).toMatchObject({
      metadata,
    });
  });

  it("leaves out replies", async () => {
    const thread_ts = await posted("one");
    await posted("a reply", { thread_ts });

    expect(textsOf(await history())).toEqual(["one"]);
  });

  it("takes the ends of a time in only when it is told so", async () => {
    const oldest = await posted("one");
    await posted("two");
    const latest = await posted("three");

    expect(textsOf(await history({ oldest, latest }))).toEqual(["two"]);
    expect(textsOf(await history({ oldest, latest, inclusive: "true" }))).toEqual([
      "three",
      "two",
      "one",
    ]);
  });

  it("goes forward from the oldest when no latest is given, page by page", async () => {
    const oldest = await posted("one");
    for (const text of ["two", "three", "four"]) await posted(text);

    const first = await history({ oldest, inclusive: "true", limit: "2" });
    const cursor = first.response_metadata?.next_cursor ?? "";
    const second = await history({ oldest, inclusive: "true", limit: "2", cursor });

    expect([textsOf(first), textsOf(second)]).toEqual([
      ["two", "one"],
      ["four", "three"],
    ]);
    expect([first.has_more, second.has_more]).toEqual([true, false]);
  });

  it.each(["oldest", "latest"])("refuses a time that is none: %s", async (name) => {
    expect((await get("conversations.history", { channel, [name]: "2026-11-24" })).body).toEqual({
      ok: false,
      error: `invalid_ts_${name}`,
    });
  });

  it("reads no JSON: the channel in one is not seen", async () => {
    expect((await post("conversations.history", { channel })).body).toEqual({
      ok: false,
      error: "channel_not_found",
    });
  });
});

describe("conversations.replies", () => {
  it("tells a message and its replies, oldest first", async () => {
    const ts = await posted("one");
    await posted("first", { thread_ts: ts });
    await posted("another message");
    await posted("second", { thread_ts: ts });

    expect(textsOf(await replies({ ts }))).toEqual(["one", "first", "second"]);
  });

  it("knows no thread of a message that is not there", async () => {
    expect(await replies({ ts: "1.000001" })).toEqual({ ok: false, error: "thread_not_found" });
  });
});
