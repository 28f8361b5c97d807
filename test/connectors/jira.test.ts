import type { Step } from "../../activities";
import { labelOf } from "../../connectors/jira/key";
import { type Operation, keepsConnectorContract } from "../support/connector-contract";
import { sampleReport } from "../support/sample-report";
import { draft, issueOf, issuesUnder, openIssue, sent, usualScene } from "./jira/site";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();

/** A step, an issue and a key of its own for each test: what one wrote is not there for the next. */
let step: Step;
let id: string;
let key: string;
let nth = 0;

const known = "sentinel:known";

beforeEach(() => {
  nth += 1;
  step = { key: `run-${nth}/step`, runId: `run-${nth}`, at: "2026-11-24T03:00:00.000Z" };
  key = `sentinel:${nth}:ticket`;
  stage.vendors.scene("jira", {
    ...usualScene,
    issues: [{ key: "SEC-900", labels: [labelOf(known)] }],
  });
  id = openIssue(stage.vendors, { status: "In Progress" });
});

const ticket = () => ({ system: "jira", id }) as const;
const link = { key: "incident", title: "Incident 4711", url: "https://portal.azure.com/#4711" };

const search = "POST /rest/api/3/search/jql";
const issue = "/rest/api/3/issue/{id}";

const operations: Record<string, Omit<Operation, "vendor" | "secret">> = {
  findTicket: {
    route: search,
    isWrite: false,
    call: ({ tickets: { jira } }) => jira.findTicket(known),
  },
  "findTicket past the index": {
    route: "POST /rest/api/3/issue/bulkfetch",
    isWrite: false,
    call: ({ tickets: { jira } }) => jira.findTicket("sentinel:unknown"),
  },
  createTicket: {
    route: "POST /rest/api/3/issue",
    isWrite: true,
    call: ({ tickets: { jira } }) => jira.createTicket({ ...draft, key }),
    repeat: {
      async deliver({ openTicket }) {
        // The index knows nothing of what happens here.
        stage.vendors.scene("jira", { indexLagSeconds: 3_600 });
        return openTicket({ step, system: "jira", draft: { ...draft, key } });
      },
      stored: (vendors) => issuesUnder(vendors, key).length,
    },
  },
  updateTicket: {
    route: `PUT ${issue}`,
    isWrite: true,
    call: ({ tickets: { jira } }) => jira.updateTicket(id, { severity: "Low" }),
    repeat: {
      deliver: ({ updateTicket }) =>
        updateTicket({ step, ticket: ticket(), change: { title: `Renamed ${nth}` } }),
      stored: (vendors) => issueOf(vendors, id).edits,
    },
  },
  noteTicket: {
    route: `POST ${issue}/comment`,
    isWrite: true,
    call: ({ tickets: { jira } }) =>
      jira.noteTicket(id, { marker: "[ref note#1]", text: "Contained" }),
    repeat: {
      deliver: ({ noteTicket }) => noteTicket({ step, ticket: ticket(), report: sampleReport() }),
      stored: (vendors) => issueOf(vendors, id).comments.length,
    },
  },
  linkTicket: {
    route: `POST ${issue}/remotelink`,
    isWrite: true,
    call: ({ tickets: { jira } }) => jira.linkTicket(id, link),
    repeat: {
      deliver: ({ linkTicket }) => linkTicket({ step, ticket: ticket(), link }),
      stored: (vendors) => issueOf(vendors, id).links.length,
    },
  },
  resolveTicket: {
    route: `POST ${issue}/transitions`,
    isWrite: true,
    call: ({ tickets: { jira } }) => jira.resolveTicket(id, "Contained"),
    repeat: {
      deliver: ({ resolveTicket }) =>
        resolveTicket({ step, ticket: ticket(), report: sampleReport() }),
      stored: (vendors) => issueOf(vendors, id).moves.length,
    },
  },
  "resolveTicket with its comment": {
    route: `POST ${issue}/comment`,
    isWrite: true,
    call: ({ tickets: { jira } }) => jira.resolveTicket(id, "Contained"),
    repeat: {
      deliver: ({ resolveTicket }) =>
        resolveTicket({ step, ticket: ticket(), report: sampleReport() }),
      stored: (vendors) => issueOf(vendors, id).comments.length,
    },
  },
  readTicket: {
    route: `GET ${issue}`,
    isWrite: false,
    call: ({ tickets: { jira } }) => jira.readTicket(id),
  },
  check: {
    route: "GET /rest/api/3/myself",
    isWrite: false,
    call: ({ tickets: { jira } }) => jira.check(),
  },
};

for (const [name, operation] of Object.entries(operations)) {
  keepsConnectorContract(
    `jira.${name.replace(/^\w+/, "$&()")}`,
    { vendor: "jira", secret: "jira-test-api-token", ...operation },
    stage,
  );
}

describe("jira.createTicket()", () => {
  it("opens an issue that is found by its ticket's key, under its own key", async () => {
    const { jira } = stage.connectors.tickets;

    const created = await jira.createTicket({ ...draft, key });

    const { key: issueKey } = issueOf(stage.vendors, created.id);
    expect(created).toEqual({
      system: "jira",
      key,
      id: expect.stringMatching(/^\d+$/),
      number: issueKey,
      url: `${stage.vendors.url}/jira/browse/${issueKey}`,
      isNew: true,
    });
    await expect(jira.findTicket(key)).resolves.toEqual({ ...created, isNew: false });
  });

  it("sends what the policy says of it, and the text as a document", async () => {
    await stage.connectors.tickets.jira.createTicket({ ...draft, key });

    expect(sent(stage.vendors)).toEqual([
      {
        request: "POST /rest/api/3/issue",
        body: {
          fields: {
            project: { key: "SEC" },
            issuetype: { name: "Task" },
            summary: draft.title,
            labels: ["sentinel", labelOf(key)],
            priority: { name: "High" },
            description: {
              type: "doc",
              version: 1,
              content: [
                {
                  type: "paragraph",
                  content: [{ type: "text", text: "Microsoft Sentinel incident 4711." }],
                },
                { type: "paragraph", content: [{ type: "text", text: "It names 2 entities:" }] },
                {
                  type: "bulletList",
                  content: ["Address: 45[.]83[.]64[.]10", "Host: WS-7"].map((text) => ({
                    type: "listItem",
                    content: [{ type: "paragraph", content: [{ type: "text", text }] }],
                  })),
                },
              ],
            },
          },
          properties: [{ key: "sentinel.ref", value: { key } }],
        },
      },
    ]);
  });

  it("cuts a title to one line of 255 characters", async () => {
    const title = `a\nb ${"t".repeat(500)}`;

    const { id: made } = await stage.connectors.tickets.jira.createTicket({ ...draft, key, title });

    expect(issueOf(stage.vendors, made).summary).toMatch(/^a b t{250}…$/);
  });

  it.each([
    [{ hasPriority: false }, "priority: Field 'priority' cannot be set. It is not on the"],
    [{ requiredFields: { customfield_10050: "Root cause" } }, "customfield_10050: Root cause is"],
    [{ issueTypes: ["Bug"] }, "issuetype: Specify a valid issue type"],
    [{ permissions: ["browse"] }, "project: You cannot create issues in this project."],
  ])("passes on what Jira says where %j", async (scene, words) => {
    stage.vendors.scene("jira", scene);

    const error = await failureOf(stage.connectors.tickets.jira.createTicket({ ...draft, key }));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(error.message).toContain(words);
  });
});

describe("jira.findTicket()", () => {
  it("asks for the label within the project, and then past the index", async () => {
    await expect(stage.connectors.tickets.jira.findTicket(key)).resolves.toBeNull();

    const [labelled, newest, keys] = sent(stage.vendors);
    const read = { fields: ["labels"], properties: ["sentinel.ref"] };
    expect(labelled).toEqual({
      request: "POST /rest/api/3/search/jql",
      body: {
        jql: `project = "SEC" AND labels = "${labelOf(key)}" ORDER BY created ASC`,
        maxResults: 20,
        ...read,
      },
    });
    expect(newest?.body).toEqual({
      jql: 'project = "SEC" ORDER BY key DESC',
      maxResults: 1,
      ...read,
    });
    expect(keys?.request).toBe("POST /rest/api/3/issue/bulkfetch");
    expect(keys?.body).toEqual({ issueIdsOrKeys: expect.any(Array), ...read });
    const asked = (keys?.body as { issueIdsOrKeys: string[] } | undefined)?.issueIdsOrKeys ?? [];
    const around = Number(issueOf(stage.vendors, id).key.slice("SEC-".length));
    expect(asked).toHaveLength(100);
    expect([asked[0], asked[99]]).toEqual([`SEC-${around - 49}`, `SEC-${around + 50}`]);
  });

  it("finds what the index does not know yet", async () => {
    stage.vendors.scene("jira", { indexLagSeconds: 3_600 });
    const { jira } = stage.connectors.tickets;
    const created = await jira.createTicket({ ...draft, key });

    await expect(jira.findTicket(key)).resolves.toEqual({ ...created, isNew: false });
  });

  it("finds it behind many others that the index does not know either", async () => {
    stage.vendors.scene("jira", { indexLagSeconds: 3_600 });
    const { jira } = stage.connectors.tickets;
    const others = Array.from({ length: 120 }, (_, index) => `sentinel:other:${nth}:${index}`);
    await Promise.all(others.map((other) => jira.createTicket({ ...draft, key: other })));
    const created = await jira.createTicket({ ...draft, key });

    await expect(jira.findTicket(key)).resolves.toMatchObject({ id: created.id });
  });

  it("takes the older of two, whoever made the younger", async () => {
    const { jira } = stage.connectors.tickets;
    const first = await jira.createTicket({ ...draft, key });
    await jira.createTicket({ ...draft, key });

    await expect(jira.findTicket(key)).resolves.toMatchObject({ id: first.id });
  });

  it("does not take an issue that has the label of another ticket's key", async () => {
    const properties = { "sentinel.ref": { key: "sentinel:of-another" } };
    openIssue(stage.vendors, { labels: [labelOf(key)], properties });

    await expect(stage.connectors.tickets.jira.findTicket(key)).resolves.toBeNull();
  });

  it("does not take a label that differs in case for its own", async () => {
    openIssue(stage.vendors, { labels: [labelOf(key).toUpperCase()] });

    await expect(stage.connectors.tickets.jira.findTicket(key)).resolves.toBeNull();
  });

  it.each(['a" OR project = "HR', "", "k".repeat(101), "ä", "a b"])(
    "sends no key like %p",
    async (hostile) => {
      const { jira } = stage.connectors.tickets;

      const errors = await Promise.all(
        [jira.findTicket(hostile), jira.createTicket({ ...draft, key: hostile })].map(failureOf),
      );

      expect(errors.map(({ kind }) => kind)).toEqual(["permanent", "permanent"]);
      expect(stage.vendors.calls("jira")).toEqual([]);
    },
  );
});

describe("jira.updateTicket()", () => {
  it("changes what is given, and leaves the rest", async () => {
    await stage.connectors.tickets.jira.updateTicket(id, { title: "Renamed", severity: "Low" });

    expect(sent(stage.vendors)).toEqual([
      {
        request: `PUT /rest/api/3/issue/${id}`,
        body: { fields: { summary: "Renamed", priority: { name: "Low" } } },
      },
    ]);
    expect(issueOf(stage.vendors, id)).toMatchObject({ summary: "Renamed", priority: "Low" });
  });

  it("asks nothing when nothing changes", async () => {
    await stage.connectors.tickets.jira.updateTicket(id, {});

    expect(stage.vendors.calls("jira")).toEqual([]);
  });

  it("takes a conflict with another change for something that passes", async () => {
    stage.vendors.fault({ vendor: "jira", route: "PUT", status: 409 });

    const error = await failureOf(
      stage.connectors.tickets.jira.updateTicket(id, { title: "Renamed" }),
    );

    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: false });
  });

  it.each(["../myself", "SEC-1/comment", ""])("does not touch what is no id: %p", async (odd) => {
    const error = await failureOf(
      stage.connectors.tickets.jira.updateTicket(odd, { title: "Renamed" }),
    );

    expect(error.kind).toBe("permanent");
    expect(stage.vendors.calls("jira")).toEqual([]);
  });
});

describe("jira.linkTicket()", () => {
  it("keeps one link under each key, the last one told, with every member", async () => {
    const { jira } = stage.connectors.tickets;

    await jira.linkTicket(id, link);
    await jira.linkTicket(id, { ...link, title: "Incident 4712" });
    await jira.linkTicket(id, { ...link, key: "evidence" });

    const { links } = issueOf(stage.vendors, id);
    expect(links.map(({ globalId, object }) => [globalId, object["title"]])).toEqual([
      ["incident", "Incident 4712"],
      ["evidence", "Incident 4711"],
    ]);
    expect(JSON.stringify(links)).not.toContain("null");
    expect(stage.vendors.calls("jira").map(({ status }) => status)).toEqual([201, 200, 201]);
  });
});

describe("jira.readTicket()", () => {
  it.each([
    ["To Do", "new"],
    ["In Progress", "active"],
    ["Done", "resolved"],
    ["Won't do", "resolved"],
  ])("says of an issue that is %s that it is %s", async (status, state) => {
    const read = openIssue(stage.vendors, { status, assignee: "Mia Krystof" });

    await expect(stage.connectors.tickets.jira.readTicket(read)).resolves.toEqual({
      id: read,
      number: issueOf(stage.vendors, read).key,
      state,
      stateName: status,
      assignee: "Mia Krystof",
      updatedAt: expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]{12}Z$/),
    });
  });

  it("says that nobody works on it", async () => {
    await expect(stage.connectors.tickets.jira.readTicket(id)).resolves.toMatchObject({
      assignee: null,
    });
  });
});

describe("jira", () => {
  it("says that what is not there may be hidden from its account", async () => {
    stage.vendors.scene("jira", { permissions: [] });

    const error = await failureOf(stage.connectors.tickets.jira.readTicket(id));

    expect(error.kind).toBe("not-found");
    expect(error.message).toContain("do not have permission to see it");
    expect(error.message).toContain("its account may browse SEC");
  });

  it("names the limit that it has reached, and waits as long as Jira says", async () => {
    stage.vendors.scene("jira", {
      rateLimit: { reason: "jira-quota-tenant-based", retryAfterSeconds: 1_200 },
    });

    const error = await failureOf(stage.connectors.tickets.jira.readTicket(id));

    expect(error).toMatchObject({ kind: "rate-limited", retryAfterSeconds: 1_200 });
    expect(error.message).toContain("jira-quota-tenant-based");
  });

  it("spaces out writes to one issue when Jira says so", async () => {
    stage.vendors.scene("jira", { writesPerIssue: 1 });
    const { jira } = stage.connectors.tickets;
    await jira.linkTicket(id, link);

    const error = await failureOf(jira.linkTicket(id, link));

    expect(error).toMatchObject({ kind: "rate-limited", retryAfterSeconds: 2 });
    expect(error.message).toContain("jira-per-issue-on-write");
  });

  it("names the setting that is missing, in each operation", async () => {
    const { jira } = connectorsFor(stage.vendors.url, { JIRA_URL: "" }).tickets;

    const errors = await Promise.all(
      [
        jira.findTicket("a"),
        jira.createTicket(draft),
        jira.updateTicket("1", {}),
        jira.noteTicket("1", { marker: "m", text: "t" }),
        jira.linkTicket("1", link),
        jira.resolveTicket("1", "x"),
        jira.readTicket("1"),
      ].map(failureOf),
    );

    for (const error of errors) {
      expect(error).toMatchObject({ kind: "auth", mayHaveHappened: false });
      expect(error.message).toContain("JIRA_URL is not set");
    }
  });
});
