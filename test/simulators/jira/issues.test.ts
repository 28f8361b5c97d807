import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SiteClient, startSite } from "./site-client";

let site: SiteClient;

beforeEach(async () => {
  site = await startSite();
});

afterEach(() => site.running.close());

const fields = { project: { key: "SEC" }, issuetype: { name: "Task" }, summary: "An issue" };
const document = (text: string) => ({
  type: "doc",
  version: 1,
  content: [{ type: "paragraph", content: [{ type: "text", text }] }],
});
const create = (more: object, version = 3) =>
  site.call("POST", `/rest/api/${version}/issue`, { fields: { ...fields, ...more } });

describe("a new issue in a simulated Jira", () => {
  it("has an id, a key that counts, and what it was given", async () => {
    const first = await create({ description: document("Text"), priority: { name: "High" } });
    const second = await create({});

    expect(first.status).toBe(201);
    expect([first.json["key"], second.json["key"]]).toEqual(["SEC-1", "SEC-2"]);
    const { json } = await site.call(
      "GET",
      "/rest/api/3/issue/sec-1?fields=summary,description,priority,created",
    );
    expect(json).toMatchObject({
      id: first.json["id"],
      key: "SEC-1",
      fields: {
        summary: "An issue",
        description: document("Text"),
        priority: { name: "High" },
        created: "2026-11-24T02:41:00.000+0000",
      },
    });
  });

  it.each([
    [{ description: "text" }, "description", "Operation value must be an Atlassian Document"],
    [
      { description: { type: "doc", version: 1, content: [{ type: "text", text: "x" }] } },
      "description",
      "INVALID_INPUT",
    ],
    [{ description: document("") }, "description", "INVALID_INPUT"],
    [{ description: { ...document("x"), version: 2 } }, "description", "INVALID_INPUT"],
    [{ description: document("x".repeat(32_768)) }, "description", "32,767 characters"],
    [{ summary: "" }, "summary", "You must specify a summary of the issue."],
    [{ summary: "a\nb" }, "summary", "contains newline characters"],
    [{ summary: "s".repeat(256) }, "summary", "Summary must be less than 255 characters."],
    [{ labels: ["two words"] }, "labels", "contains spaces which is invalid"],
    [{ labels: ["l".repeat(256)] }, "labels", "exceeds the maximum length of 255"],
    [{ priority: { name: "P1" } }, "priority", "The priority selected is invalid."],
    [{ issuetype: { name: "Epic" } }, "issuetype", "Specify a valid issue type"],
    [{ project: { key: "HR" } }, "project", "valid project is required"],
    [{ customfield_1: "x" }, "customfield_1", "It is not on the appropriate screen, or unknown."],
  ])("is refused with %j", async (more, field, words) => {
    const { status, json } = await create(more);

    expect(status).toBe(400);
    expect(json).toEqual({
      errorMessages: [],
      errors: { [field]: expect.stringContaining(words) },
    });
  });

  it("needs what the project demands, and shows no priority where none is on the screen", async () => {
    site.running.scene("jira", {
      hasPriority: false,
      requiredFields: { customfield_10050: "Root cause" },
    });

    expect((await create({})).json).toMatchObject({
      errors: { customfield_10050: "Root cause is required." },
    });
    const given = { customfield_10050: "unknown" };
    expect((await create({ ...given, priority: { name: "High" } })).status).toBe(400);
    expect((await create(given)).status).toBe(201);
  });

  it("takes and shows plain texts in v2, and the same as documents in v3", async () => {
    expect((await create({ description: document("x") }, 2)).json).toMatchObject({
      errors: { description: "Operation value must be a string" },
    });
    await create({ description: "*plain*" }, 2);

    const [two, three] = await Promise.all(
      [2, 3].map((version) => site.call("GET", `/rest/api/${version}/issue/SEC-1`)),
    );
    expect(two?.json).toMatchObject({ fields: { description: "*plain*" } });
    expect(three?.json).toMatchObject({ fields: { description: document("*plain*") } });
  });

  it("keeps properties, which are read back by name", async () => {
    await site.call("POST", "/rest/api/3/issue", {
      fields,
      properties: [{ key: "sentinel.ref", value: { key: "k" } }],
    });

    const path = "/rest/api/3/issue/SEC-1/properties";
    const read = await site.call("GET", `${path}/sentinel.ref`);
    const statuses = [];
    for (const value of [1, 2]) {
      statuses.push((await site.call("PUT", `${path}/other`, value)).status);
    }
    const issue = await site.call("GET", "/rest/api/3/issue/SEC-1?fields=id&properties=other");

    expect(read.json).toEqual({ key: "sentinel.ref", value: { key: "k" } });
    expect(statuses).toEqual([201, 200]);
    expect(issue.json["properties"]).toEqual({ other: 2 });
    expect((await site.call("GET", `${path}/none`)).status).toBe(404);
  });

  it("is still there after a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "jira-"));
    try {
      const first = await startSite(join(folder, "memory.db"));
      await first.create({ labels: ["kept"] });
      await first.running.close();
      const second = await startSite(join(folder, "memory.db"));

      await expect(second.find("labels = kept")).resolves.toEqual(["SEC-1"]);
      await expect(second.create()).resolves.toBe("SEC-2");
      await second.running.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("an edit in a simulated Jira", () => {
  it("answers nothing, and changes what is given", async () => {
    await create({ labels: ["kept"] });

    const { status, text } = await site.call("PUT", "/rest/api/3/issue/SEC-1", {
      fields: { summary: "Renamed" },
    });

    expect([status, text]).toEqual([204, ""]);
    const { json } = await site.call("GET", "/rest/api/3/issue/SEC-1?fields=summary,labels");
    expect(json["fields"]).toEqual({ summary: "Renamed", labels: ["kept"] });
  });

  it("cannot move an issue to another project, nor set what is unknown", async () => {
    await create({});

    const { status, json } = await site.call("PUT", "/rest/api/3/issue/SEC-1", {
      fields: { project: { key: "HR" }, colour: "red" },
    });

    expect(status).toBe(400);
    expect(Object.keys(json["errors"] as object)).toEqual(["project", "colour"]);
  });
});

describe("the workflow of a simulated Jira", () => {
  const transitions = "/rest/api/3/issue/SEC-1/transitions";
  const move = (id: string, more: object = {}) =>
    site.call("POST", transitions, { transition: { id }, ...more });
  const offered = async () => {
    const { json } = await site.call("GET", `${transitions}?expand=transitions.fields`);
    return json["transitions"] as { id: string; to: object; fields: object }[];
  };

  beforeEach(() => create({}));

  it("offers what begins at the present status, with what its screen shows", async () => {
    expect((await offered()).map(({ id }) => id)).toEqual(["11", "21"]);
    const { status, text } = await move("11");
    const now = await offered();

    expect([status, text]).toEqual([204, ""]);
    expect(now.map(({ id }) => id)).toEqual(["31", "41", "51"]);
    expect(now[0]).toMatchObject({
      to: { name: "Done", statusCategory: { key: "done" } },
      fields: { resolution: { required: false } },
    });
    const plain = await site.call("GET", transitions);
    expect(plain.text).not.toContain('"fields"');
  });

  it("refuses a transition of another status, and the same one twice", async () => {
    const first = await move("21");
    const again = await move("21");

    expect([first.status, again.status]).toEqual([204, 400]);
    expect(again.text).toContain("not valid for the current state of this issue (SEC-1)");
  });

  it("sets a resolution where the screen has one, and only one that there is", async () => {
    const done = { resolution: { name: "Done" } };
    expect((await move("21", { fields: done })).json).toMatchObject({
      errors: { resolution: expect.stringContaining("cannot be set") },
    });
    await move("11");
    expect((await move("31", { fields: { resolution: { name: "Fine" } } })).status).toBe(400);
    expect((await move("41")).json).toMatchObject({
      errors: { resolution: "resolution is required." },
    });

    expect((await move("31", { fields: done })).status).toBe(204);

    const { json } = await site.call("GET", "/rest/api/3/issue/SEC-1?fields=resolution,status");
    expect(json["fields"]).toMatchObject({ ...done, status: { name: "Done" } });
  });

  it("takes a comment with a transition only where its screen has it", async () => {
    const comment = [{ add: { body: document("Closed") } }];

    expect((await move("21", { update: { comment } })).json).toMatchObject({
      errors: { comment: expect.stringContaining("cannot be set") },
    });
  });

  it("offers nothing without the permission", async () => {
    site.running.scene("jira", { permissions: ["browse"] });

    await expect(offered()).resolves.toEqual([]);
    expect((await move("11")).status).toBe(400);
  });
});
