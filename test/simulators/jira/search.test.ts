import * as fc from "fast-check";
import { type SiteClient, startSite } from "./site-client";

let site: SiteClient;

beforeEach(async () => {
  site = await startSite();
});

afterEach(() => site.running.close());

const search = (body: object) => site.call("POST", "/rest/api/3/search/jql", body);

describe("the search of a simulated Jira Cloud", () => {
  it("finds by label, in any case, in the order that is asked for", async () => {
    const keys = [
      await site.create({ labels: ["one", "sentinel"] }),
      await site.create({ labels: ["two"] }),
      await site.create({ labels: ["ONE"] }),
    ];

    await expect(site.find('project = SEC AND labels = "One" ORDER BY key ASC')).resolves.toEqual([
      keys[0],
      keys[2],
    ]);
    await expect(site.find("project = SEC ORDER BY key DESC")).resolves.toEqual(keys.toReversed());
    await expect(site.find(`key in (${keys[1]}, ${keys[2]}) and labels != two`)).resolves.toEqual([
      keys[2],
    ]);
  });

  it("does not know a new issue for as long as the scene says, unless its id is told", async () => {
    site.running.scene("jira", { indexLagSeconds: 10 });
    const key = await site.create({ labels: ["late"] });
    const { json } = await site.call("GET", `/rest/api/3/issue/${key}`);
    const jql = "project = SEC AND labels = late";

    await expect(site.find(jql)).resolves.toEqual([]);
    await expect(site.find(jql, { reconcileIssues: [Number(json["id"])] })).resolves.toEqual([key]);
    site.turnBy(9_999);
    await expect(site.find(jql)).resolves.toEqual([]);
    site.turnBy(1);
    await expect(site.find(jql)).resolves.toEqual([key]);
  });

  it("reads by key what its index does not know, and leaves out what is not there", async () => {
    site.running.scene("jira", { indexLagSeconds: 10 });
    const key = await site.create();

    const { json } = await site.call("POST", "/rest/api/3/issue/bulkfetch", {
      issueIdsOrKeys: ["SEC-77", key, key.toLowerCase()],
      fields: ["summary"],
    });

    expect(json).toMatchObject({ issues: [{ key, fields: { summary: "An issue" } }] });
    expect(json["issues"]).toHaveLength(1);
    expect(json["issueErrors"]).toEqual([]);
  });

  it("reads 1 to 100 issues by key", async () => {
    const keys = Array.from({ length: 101 }, (_, index) => `SEC-${index + 1}`);

    for (const [issueIdsOrKeys, status] of [
      [[], 400],
      [keys.slice(1), 200],
      [keys, 400],
    ]) {
      const answer = await site.call("POST", "/rest/api/3/issue/bulkfetch", { issueIdsOrKeys });
      expect(answer.status).toBe(status);
    }
  });

  it("goes on by cursor, and tells no total", async () => {
    for (let count = 0; count < 3; count += 1) await site.create();
    const jql = "project = SEC";

    const first = await search({ jql, maxResults: 2 });
    const second = await search({ jql, nextPageToken: first.json["nextPageToken"] });
    const wrong = await search({ jql: "key = SEC-1", nextPageToken: first.json["nextPageToken"] });

    expect(first.json).toEqual({
      issues: [{ id: expect.any(String) }, { id: expect.any(String) }],
      nextPageToken: expect.any(String),
      isLast: false,
    });
    expect(second.json).toEqual({ issues: [{ id: expect.any(String) }], isLast: true });
    expect(wrong.status).toBe(400);
    site.turnBy(7 * 24 * 3_600_000);
    const late = await search({ jql, nextPageToken: first.json["nextPageToken"] });
    expect(late.status).toBe(400);
  });

  it.each([
    ["", "Unbounded JQL queries are not allowed here"],
    ["ORDER BY created", "Unbounded JQL queries are not allowed here"],
    ["project = HR", "The value 'HR' does not exist for the field 'project'."],
    ["key = SEC-404", "An issue with key 'SEC-404' does not exist"],
    ["labels = a:b", "The character ':' is a reserved JQL character"],
    ["project = SEC labels = x", "Expecting 'AND' but got 'labels'"],
    ["colour = red", "Field 'colour' does not exist"],
    ["labels ~ x", "The character '~' is a reserved JQL character"],
    ["labels in x", "Expecting a list of values in parentheses"],
    ["labels =", "Expecting an operator and a value after 'labels'"],
    ["project = SEC ORDER BY colour", "Cannot order by 'colour'"],
    [`project = SEC ORDER BY ${"key,".repeat(7)}key`, "a maximum of 7 fields"],
  ])("refuses the query %j", async (jql, words) => {
    const { status, json } = await search({ jql });

    expect(status).toBe(400);
    expect(json).toEqual({ errorMessages: [expect.stringContaining(words)], errors: {} });
  });

  it.each([
    { startAt: 0 },
    { fields: "summary" },
    { maxResults: -1 },
    { properties: "abcdef".split("") },
  ])("refuses a request with %j", async (more) => {
    const { status } = await search({ jql: "project = SEC", ...more });

    expect(status).toBe(400);
  });

  it.each(["/rest/api/3/search", "/rest/api/2/search"])("has removed %s", async (path) => {
    for (const method of ["GET", "POST"]) {
      const { status, text } = await site.call(
        method,
        path,
        method === "POST" ? { jql: "project = SEC" } : undefined,
      );
      expect(status).toBe(410);
      expect(text).toContain("migrate to the /rest/api/3/search/jql API");
    }
  });

  it("takes any quoted label for a value and never for a condition", async () => {
    await site.create({ labels: ["known"] });

    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 40 }), async (text) => {
        const quoted = text.replaceAll(/["\\]/g, "\\$&");
        const { status, json } = await search({ jql: `labels = "${quoted}"`, fields: ["labels"] });

        expect(status).toBe(200);
        expect(json["issues"]).toHaveLength(text.toLowerCase() === "known" ? 1 : 0);
      }),
    );
  });
});
