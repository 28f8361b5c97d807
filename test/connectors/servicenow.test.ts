import type { Step } from "../../activities";
import { sampleReport } from "../support/sample-report";
import { type Operation, keepsConnectorContract } from "../support/connector-contract";
import {
  changesOf,
  draft,
  id,
  notesOf,
  record,
  rowOf,
  rowsOf,
  usualScene,
} from "./servicenow/instance";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();

/** A step of its own for each test: what one test wrote is not there for the next. */
let step: Step;
let nth = 0;

beforeEach(() => {
  stage.vendors.scene("servicenow", usualScene);
  nth += 1;
  step = { key: `run-${nth}/step`, runId: `run-${nth}`, at: "2026-11-24T03:00:00.000Z" };
});

const ticket = { system: "servicenow", id } as const;
const ticketKey = (): string => `sentinel:${nth}:ticket`;
const link = {
  key: "sentinel-incident",
  title: "Incident 4711",
  url: "https://portal.azure.com/#4711",
};

const list = "GET /api/now/table/{table}";
const read = "GET /api/now/table/{table}/{sys_id}";
const create = "POST /api/now/table/{table}";
const patch = "PATCH /api/now/table/{table}/{sys_id}";

const operations: Record<string, Omit<Operation, "vendor" | "secret">> = {
  findTicket: {
    route: list,
    isWrite: false,
    call: ({ tickets: { servicenow } }) => servicenow.findTicket("sentinel:known"),
  },
  createTicket: {
    route: create,
    isWrite: true,
    call: ({ tickets: { servicenow } }) => servicenow.createTicket(draft),
    repeat: {
      deliver: ({ openTicket }) =>
        openTicket({ step, system: "servicenow", draft: { ...draft, key: ticketKey() } }),
      stored: (vendors) =>
        rowsOf(vendors, "incident").filter((row) => row["correlation_id"] === ticketKey()).length,
    },
  },
  updateTicket: {
    route: patch,
    isWrite: true,
    call: ({ tickets: { servicenow } }) => servicenow.updateTicket(id, { severity: "Low" }),
    repeat: {
      deliver: ({ updateTicket }) =>
        updateTicket({ step, ticket, change: { title: `Renamed ${nth}`, severity: "Low" } }),
      stored: (vendors) => changesOf(vendors, id),
    },
  },
  noteTicket: {
    route: patch,
    isWrite: true,
    call: ({ tickets: { servicenow } }) =>
      servicenow.noteTicket(id, { marker: `[ref note#${nth}]`, text: "Contained" }),
    repeat: {
      deliver: ({ noteTicket }) => noteTicket({ step, ticket, report: sampleReport() }),
      stored: (vendors) => notesOf(vendors, id).length,
    },
  },
  linkTicket: {
    route: patch,
    isWrite: true,
    call: ({ tickets: { servicenow } }) =>
      servicenow.linkTicket(id, { ...link, key: `incident-${nth}` }),
    repeat: {
      deliver: ({ linkTicket }) =>
        linkTicket({ step, ticket, link: { ...link, key: `incident-${nth}` } }),
      stored: (vendors) => notesOf(vendors, id).length,
    },
  },
  resolveTicket: {
    route: patch,
    isWrite: true,
    call: ({ tickets: { servicenow } }) => servicenow.resolveTicket(id, "Contained"),
    repeat: {
      deliver: ({ resolveTicket }) => resolveTicket({ step, ticket, report: sampleReport() }),
      stored: (vendors) => changesOf(vendors, id),
    },
  },
  readTicket: {
    route: read,
    isWrite: false,
    call: ({ tickets: { servicenow } }) => servicenow.readTicket(id),
  },
  check: {
    route: list,
    isWrite: false,
    call: ({ tickets: { servicenow } }) => servicenow.check(),
  },
};

for (const [name, operation] of Object.entries(operations)) {
  keepsConnectorContract(
    `servicenow.${name}()`,
    { vendor: "servicenow", secret: "servicenow-test-password", ...operation },
    stage,
  );
}

const changes = () => stage.vendors.calls("servicenow").filter(({ method }) => method === "PATCH");

describe("servicenow.createTicket()", () => {
  it("opens a ticket that is found by its key", async () => {
    const { servicenow } = stage.connectors.tickets;
    const key = "sentinel:4711:ticket";

    const created = await servicenow.createTicket({ ...draft, key });

    expect(created).toEqual({
      system: "servicenow",
      key,
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      number: expect.stringMatching(/^INC\d+$/),
      url: `${stage.vendors.url}/servicenow/nav_to.do?uri=incident.do%3Fsys_id%3D${created.id}`,
      isNew: true,
    });
    await expect(servicenow.findTicket(key)).resolves.toEqual({ ...created, isNew: false });
    expect(rowOf(stage.vendors, created.id)).toMatchObject({
      short_description: draft.title,
      description: draft.description,
      correlation_display: "Microsoft Sentinel",
    });
  });

  it.each([
    ["High", "2"],
    ["Medium", "3"],
    ["Low", "4"],
    ["Informational", "5"],
  ] as const)("opens a ticket of %s severity with priority %s", async (severity, priority) => {
    const created = await stage.connectors.tickets.servicenow.createTicket({ ...draft, severity });

    expect(rowOf(stage.vendors, created.id)).toMatchObject({ priority });
  });

  it("shortens what does not fit into its columns", async () => {
    const long = { ...draft, title: "t".repeat(500), description: "d".repeat(9_000) };

    const created = await stage.connectors.tickets.servicenow.createTicket(long);

    const row = rowOf(stage.vendors, created.id);
    expect(row?.["short_description"]).toBe(`${"t".repeat(159)}…`);
    expect(row?.["description"]).toHaveLength(4_000);
  });
});

describe("servicenow.findTicket()", () => {
  it("asks for the oldest under the key, and for no more than it reads", async () => {
    await stage.connectors.tickets.servicenow.findTicket("sentinel:known");

    const [call] = stage.vendors.calls("servicenow");
    const { pathname, searchParams } = new URL(call?.path ?? "", "http://servicenow.test");
    expect(pathname).toBe("/api/now/table/incident");
    expect(Object.fromEntries(searchParams)).toEqual({
      sysparm_display_value: "false",
      sysparm_exclude_reference_link: "true",
      sysparm_fields: "sys_id,number,state,active,correlation_id",
      sysparm_query: "correlation_id=sentinel:known^ORDERBYsys_created_on",
      sysparm_limit: "10",
      sysparm_no_count: "true",
    });
  });

  it("does not take a row that does not tell its key for none", async () => {
    const { correlation_id: _, ...hidden } = record;
    stage.vendors.fault({ vendor: "servicenow", route: list, body: { result: [hidden] } });

    const error = await failureOf(stage.connectors.tickets.servicenow.findTicket("sentinel:x"));

    expect(error.message).toContain("without the expected result.0.correlation_id");
  });

  it("finds nothing under an unknown key", async () => {
    await expect(
      stage.connectors.tickets.servicenow.findTicket("sentinel:unknown"),
    ).resolves.toBeNull();
  });

  it("takes the older of two", async () => {
    const twins = ["b", "a"].map((letter, hour) => ({
      sys_id: letter.repeat(32),
      number: `INC${hour}`,
      state: "1",
      correlation_id: "sentinel:twice",
      sys_created_on: `2026-11-24 0${9 - hour}:00:00`,
    }));
    stage.vendors.scene("servicenow", { records: { incident: twins } });

    await expect(
      stage.connectors.tickets.servicenow.findTicket("sentinel:twice"),
    ).resolves.toMatchObject({
      id: "a".repeat(32),
    });
  });

  it("does not take the first best incident of an instance that ignored the condition", async () => {
    stage.vendors.fault({
      vendor: "servicenow",
      route: "GET /api/now/table/{table}",
      body: { result: [{ ...record, correlation_id: "" }] },
    });

    await expect(
      stage.connectors.tickets.servicenow.findTicket("sentinel:mine"),
    ).resolves.toBeNull();
  });

  it.each(["a^ORnumber=INC1", "", "k".repeat(101), "ä"])("sends no key like %p", async (key) => {
    const error = await failureOf(stage.connectors.tickets.servicenow.findTicket(key));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(stage.vendors.calls("servicenow")).toEqual([]);
  });
});

describe("servicenow.updateTicket()", () => {
  it("changes what is given, and leaves the rest", async () => {
    await stage.connectors.tickets.servicenow.updateTicket(id, { description: "More is known" });
    await stage.connectors.tickets.servicenow.updateTicket(id, { severity: "High" });

    expect(rowOf(stage.vendors, id)).toMatchObject({
      short_description: record.short_description,
      description: "More is known",
      state: "2",
      impact: "1",
      urgency: "2",
      priority: "2",
    });
    expect(changes().map(({ body }) => body)).toEqual([
      { description: "More is known" },
      { impact: "1", urgency: "2" },
    ]);
  });

  it("asks for nothing when nothing changes", async () => {
    await stage.connectors.tickets.servicenow.updateTicket(id, {});

    expect(stage.vendors.calls("servicenow")).toEqual([]);
  });
});

describe("servicenow.readTicket()", () => {
  const updated = "2026-11-24 05:06:07";
  const people = { sys_user: [{ sys_id: "u".repeat(32), name: "Abel Tuter" }] };
  const answers = (result: object) =>
    stage.vendors.fault({ vendor: "servicenow", route: read, body: { result } });

  it("tells state, person and time", async () => {
    stage.vendors.scene("servicenow", {
      records: { ...people, incident: [{ ...record, assigned_to: "u".repeat(32) }] },
    });

    await expect(stage.connectors.tickets.servicenow.readTicket(id)).resolves.toEqual({
      id,
      number: "INC0010023",
      state: "active",
      stateName: "In Progress",
      assignee: "Abel Tuter",
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
    });
  });

  it("asks for what it tells, as it is stored and as people see it", async () => {
    await stage.connectors.tickets.servicenow.readTicket(id);

    const [call] = stage.vendors.calls("servicenow");
    const { pathname, searchParams } = new URL(call?.path ?? "", "http://servicenow.test");
    expect(pathname).toBe(`/api/now/table/incident/${id}`);
    expect(Object.fromEntries(searchParams)).toEqual({
      sysparm_display_value: "all",
      sysparm_exclude_reference_link: "true",
      sysparm_fields: "number,state,active,assigned_to,sys_updated_on",
    });
  });

  it("has no person where nobody works on it, and reads plain values as well", async () => {
    answers({ number: "INC1", state: "3", assigned_to: "", sys_updated_on: updated });

    await expect(stage.connectors.tickets.servicenow.readTicket(id)).resolves.toEqual({
      id,
      number: "INC1",
      state: "on-hold",
      stateName: "3",
      assignee: null,
      updatedAt: "2026-11-24T05:06:07.000Z",
    });
  });

  it("names what it cannot read", async () => {
    answers({ number: "INC1", state: "3", sys_updated_on: "24/11/2026" });

    const error = await failureOf(stage.connectors.tickets.servicenow.readTicket(id));

    expect(error).toMatchObject({ kind: "permanent", mayHaveHappened: false });
    expect(error.message).toContain("without the expected result.sys_updated_on");
  });
});

describe("servicenow.resolveTicket()", () => {
  it("says something where the notes hold nothing that anybody sees", async () => {
    await stage.connectors.tickets.servicenow.resolveTicket(id, " \u200B\n");

    expect(stage.vendors.calls("servicenow").at(-1)).toMatchObject({
      status: 200,
      body: { state: "6", close_notes: "Resolved" },
    });
  });

  it("resolves with code and notes in one change", async () => {
    await stage.connectors.tickets.servicenow.resolveTicket(id, "Contained by run 7f3c");

    expect(rowOf(stage.vendors, id)).toMatchObject({
      state: "6",
      close_code: "Solution provided",
      close_notes: "Contained by run 7f3c",
    });
    expect(changes()).toHaveLength(1);
  });

  it("uses the close code of the settings", async () => {
    const { servicenow } = connectorsFor(stage.vendors.url, {
      SERVICENOW_CLOSE_CODE: "Workaround provided",
    }).tickets;

    await servicenow.resolveTicket(id, "Contained");

    expect(rowOf(stage.vendors, id)).toMatchObject({ close_code: "Workaround provided" });
  });

  it.each(["6", "7", "8"])("leaves a ticket in state %s as it is", async (state) => {
    stage.vendors.scene("servicenow", { records: { incident: [{ ...record, state }] } });

    await stage.connectors.tickets.servicenow.resolveTicket(id, "Contained");

    expect(changes()).toEqual([]);
  });
});

describe("servicenow", () => {
  it("does not take an instance that sleeps for an answer", async () => {
    stage.vendors.scene("servicenow", { hibernating: true });

    const error = await failureOf(stage.connectors.tickets.servicenow.findTicket("sentinel:known"));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toContain("text/html in place of JSON");
  });

  it("takes an error in place of a result for an interruption", async () => {
    const body = { error: { message: "Transaction cancelled: maximum execution time exceeded" } };
    stage.vendors.fault({ vendor: "servicenow", route: "POST /", body });

    expect(await failureOf(stage.connectors.tickets.servicenow.createTicket(draft))).toMatchObject({
      kind: "transient",
      mayHaveHappened: true,
    });
  });

  it("passes on the instance's own reason", async () => {
    stage.vendors.fault({
      vendor: "servicenow",
      route: "PATCH /",
      status: 403,
      body: { error: { message: "Data Policy Exception: Close code is mandatory" } },
    });

    const error = await failureOf(stage.connectors.tickets.servicenow.resolveTicket(id, "x"));

    expect(error.message).toContain("Data Policy Exception: Close code is mandatory");
  });

  it("waits as long as a rate rule says", async () => {
    stage.vendors.scene("servicenow", { rateLimit: { limit: 0 } });

    const error = await failureOf(stage.connectors.tickets.servicenow.findTicket("sentinel:known"));

    expect(error).toMatchObject({ kind: "rate-limited" });
    expect(error.retryAfterSeconds).toBeGreaterThan(0);
  });
});

const tokenRequests = () =>
  stage.vendors.calls("servicenow").filter(({ path }) => path.startsWith("/oauth_token.do"));

describe("servicenow with an OAuth client", () => {
  beforeEach(() => stage.vendors.scene("key-vault", { servicenowCredentials: "oauth" }));
  afterEach(() => stage.vendors.scene("key-vault", { servicenowCredentials: "basic" }));

  it("asks for one token for many calls at once", async () => {
    const { servicenow } = stage.connectors.tickets;

    await Promise.all(["a", "b", "c"].map((key) => servicenow.findTicket(key)));
    await servicenow.findTicket("d");

    expect(tokenRequests()).toHaveLength(1);
  });

  it("asks for another token once, however often it is refused", async () => {
    stage.vendors.fault({
      vendor: "servicenow",
      route: "GET /api/now",
      status: 401,
      forever: true,
    });

    const error = await failureOf(stage.connectors.tickets.servicenow.findTicket("a"));

    expect(error).toMatchObject({ kind: "auth", status: 401 });
    expect(stage.vendors.calls("servicenow").map(({ status }) => status)).toEqual([
      200, 401, 200, 401,
    ]);
  });

  it("reads a rotated secret once for many calls at once", async () => {
    const client = { clientId: "5eca11ab1e0000000000000000000001", clientSecret: "an-older-one" };
    const { servicenow } = connectorsFor(stage.vendors.url, {
      SERVICENOW_SECRET_NAME: "rotating-client",
    }).tickets;
    const hold = (value: object) =>
      stage.vendors.scene("key-vault", {
        secrets: { "rotating-client": { value: JSON.stringify(value) } },
      });
    hold(client);
    await failureOf(servicenow.findTicket("a"));
    stage.vendors.clearCalls();

    hold({ ...client, clientSecret: "servicenow-test-client-secret" });
    await Promise.all(["a", "b", "c"].map((key) => servicenow.findTicket(key)));

    expect(tokenRequests().map(({ status }) => status)).toEqual([401, 200]);
    expect(stage.vendors.calls("key-vault").filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it("says which property of the instance allows it", async () => {
    stage.vendors.scene("servicenow", { clientCredentials: false });

    const error = await failureOf(stage.connectors.tickets.servicenow.findTicket("a"));

    expect(error).toMatchObject({ kind: "auth", status: 401 });
    expect(error.message).toContain("glide.oauth.inbound.client.credential.grant_type.enabled");
  });

  it("asks for another token when one was refused", async () => {
    const { servicenow } = stage.connectors.tickets;
    await servicenow.findTicket("a");
    stage.vendors.fault({ vendor: "servicenow", route: "GET /api/now", status: 401 });

    await servicenow.findTicket("b");

    expect(tokenRequests()).toHaveLength(2);
  });

  it("tells a refused client from an outage, and shows neither id nor secret", async () => {
    const wrong = { clientId: "a-client-of-nobody", clientSecret: "a-secret-of-nobody" };
    stage.vendors.scene("key-vault", {
      secrets: { "wrong-credentials": { value: JSON.stringify(wrong) } },
    });
    const { servicenow } = connectorsFor(stage.vendors.url, {
      SERVICENOW_SECRET_NAME: "wrong-credentials",
    }).tickets;

    const error = await failureOf(servicenow.findTicket("a"));

    expect(error).toMatchObject({ kind: "auth", vendor: "servicenow" });
    expect(error.message).not.toContain("of-nobody");
  });
});

describe("servicenow without credentials", () => {
  it.each(["no JSON", "[]", '{"username":"soar"}', '{"username":"","password":""}'])(
    "says what the secret must hold, and not that it holds %s",
    async (value) => {
      stage.vendors.scene("key-vault", { secrets: { odd: { value } } });
      const { servicenow } = connectorsFor(stage.vendors.url, {
        SERVICENOW_SECRET_NAME: "odd",
      }).tickets;

      const error = await failureOf(servicenow.findTicket("a"));

      expect(error.kind).toBe("auth");
      expect(error.message).toBe(
        'servicenow: The secret "odd" must be JSON with username and password, or clientId and clientSecret',
      );
    },
  );

  it("names the setting that is missing, in each operation", async () => {
    const { servicenow } = connectorsFor(stage.vendors.url, { SERVICENOW_URL: "" }).tickets;
    const note = { marker: "m", text: "t" };

    const errors = await Promise.all(
      [
        servicenow.findTicket("a"),
        servicenow.createTicket(draft),
        servicenow.updateTicket(id, { title: "x" }),
        servicenow.noteTicket(id, note),
        servicenow.linkTicket(id, link),
        servicenow.resolveTicket(id, "x"),
        servicenow.readTicket(id),
        servicenow.check(),
      ].map(failureOf),
    );

    for (const error of errors) {
      expect(error).toMatchObject({ kind: "auth", mayHaveHappened: false });
      expect(error.message).toContain("SERVICENOW_URL is not set");
    }
  });
});
