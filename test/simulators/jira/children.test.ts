import { type SiteClient, startSite } from "./site-client";

let site: SiteClient;
const issue = "/rest/api/3/issue/SEC-1";

beforeEach(async () => {
  site = await startSite();
  await site.create();
});

afterEach(() => site.running.close());

const body = (text: string) => ({
  type: "doc",
  version: 1,
  content: [{ type: "paragraph", content: [{ type: "text", text }] }],
});
const comment = (text: string) => site.call("POST", `${issue}/comment`, { body: body(text) });

describe("comments of a simulated Jira", () => {
  it("are kept each, and are read in pages, oldest or newest first", async () => {
    for (const text of ["one", "two", "two"]) await comment(text);
    const texts = async (query: string) => {
      const { json } = await site.call("GET", `${issue}/comment${query}`);
      const { comments, ...page } = json as { comments: { body: object }[] };
      return {
        ...page,
        comments: comments.map((one) => /"text":"(\w+)"/.exec(JSON.stringify(one.body))?.[1]),
      };
    };

    await expect(texts("")).resolves.toMatchObject({ total: 3, comments: ["one", "two", "two"] });
    await expect(texts("?orderBy=-created&startAt=2&maxResults=1")).resolves.toEqual({
      startAt: 2,
      maxResults: 1,
      total: 3,
      comments: ["one"],
    });
    expect((await site.call("GET", `${issue}/comment?orderBy=author`)).status).toBe(400);
  });

  it("must be documents", async () => {
    const { status, json } = await site.call("POST", `${issue}/comment`, { body: "text" });

    expect(status).toBe(400);
    expect(json).toMatchObject({ errors: { comment: "Comment body is not valid!" } });
  });

  it("come to an end", async () => {
    site.running.scene("jira", { mostComments: 1 });

    expect([(await comment("one")).status, (await comment("two")).status]).toEqual([201, 413]);
  });
});

describe("remote links of a simulated Jira", () => {
  const link = (more: object) =>
    site.call("POST", `${issue}/remotelink`, {
      object: { url: "https://portal.azure.com/", title: "Incident" },
      ...more,
    });
  const links = async () =>
    JSON.parse((await site.call("GET", `${issue}/remotelink`)).text) as object[];

  it("are one for each globalId, and forget what is left out", async () => {
    const first = await link({ globalId: "k", relationship: "evidence" });
    const second = await link({ globalId: "k" });

    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json["id"]).toBe(first.json["id"]);
    await expect(links()).resolves.toMatchObject([
      { globalId: "k", relationship: null, application: null, object: { summary: null } },
    ]);
  });

  it("are new each time without a globalId", async () => {
    await link({});
    await link({});

    await expect(links()).resolves.toHaveLength(2);
  });

  it.each([
    { object: { url: "no address", title: "t" } },
    { object: { url: "https://portal.azure.com/", title: "" } },
    { object: null },
    { globalId: "g".repeat(256) },
  ])("are refused with %j", async (more) => {
    expect((await link(more)).status).toBe(400);
  });

  it("need a permission", async () => {
    site.running.scene("jira", { permissions: ["browse"] });

    expect((await link({})).status).toBe(403);
  });
});
