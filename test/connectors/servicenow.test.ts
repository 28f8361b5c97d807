import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();

const draft = {
  key: "sentinel:33333333:ticket",
  title: "Sign-in from a listed address",
  description: "Own example",
  severity: "High",
} as const;

const id = "9d385017c611228701d22104cc95c371";
const record = {
  sys_id: id,
  number: "INC0010023",
  state: "2",
  correlation_id: "sentinel:known",
  sys_created_on: "2026-11-24 02:40:11",
};

beforeEach(() => {
  stage.vendors.scene("servicenow", {
    hibernating: false,
    rateLimit: null,
    invalidQueryReturnsNoRows: false,
    records: { incident: [record] },
  });
});

const ticketOf = (sysId: string) => {
  const { tables } = stage.vendors.state("servicenow") as {
    tables: { incident: Record<string, string>[]; sys_journal_field: Record<string, string>[] };
  };
  return {
    ticket: tables.incident.find(({ sys_id }) => sys_id === sysId),
    notes: tables.sys_journal_field
      .filter(({ element_id, element }) => element_id === sysId && element === "work_notes")
      .map(({ value }) => value),
  };
};

keepsConnectorContract(
  "servicenow.findTicket()",
  {
    vendor: "servicenow",
    secret: "servicenow-test-password",
    route: "GET /api/now/table/{table}",
    isWrite: false,
    call: ({ tickets: { servicenow } }) => servicenow.findTicket("sentinel:known"),
  },
  stage,
);

keepsConnectorContract(
  "servicenow.createTicket()",
  {
    vendor: "servicenow",
    secret: "servicenow-test-password",
    route: "POST /api/now/table/{table}",
    isWrite: true,
    call: ({ tickets: { servicenow } }) => servicenow.createTicket(draft),
  },
  stage,
);

keepsConnectorContract(
  "servicenow.noteTicket()",
  {
    vendor: "servicenow",
    secret: "servicenow-test-password",
    route: "PATCH /api/now/table/{table}/{sys_id}",
    isWrite: true,
    call: ({ tickets: { servicenow } }) =>
      servicenow.noteTicket(id, { marker: `[ref note#${Math.random()}]`, text: "Contained" }),
  },
  stage,
);

keepsConnectorContract(
  "servicenow.resolveTicket()",
  {
    vendor: "servicenow",
    secret: "servicenow-test-password",
    route: "PATCH /api/now/table/{table}/{sys_id}",
    isWrite: true,
    call: ({ tickets: { servicenow } }) => servicenow.resolveTicket(id, "Contained"),
  },
  stage,
);

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
    expect(ticketOf(created.id).ticket).toMatchObject({
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

    expect(ticketOf(created.id).ticket).toMatchObject({ priority });
  });

  it("shortens what does not fit into its columns", async () => {
    const long = { ...draft, title: "t".repeat(500), description: "d".repeat(9_000) };

    const { ticket } = ticketOf((await stage.connectors.tickets.servicenow.createTicket(long)).id);

    expect(ticket?.["short_description"]).toBe(`${"t".repeat(159)}…`);
    expect(ticket?.["description"]).toHaveLength(4_000);
  });
});

describe("servicenow.findTicket()", () => {
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

describe("servicenow.noteTicket()", () => {
  it("appends a work note once, however often it is told", async () => {
    const { servicenow } = stage.connectors.tickets;
    const note = { marker: "[ref sentinel:known#1]", text: "Blocked 203.0.113.10" };

    await servicenow.noteTicket(id, note);
    await servicenow.noteTicket(id, note);

    const notes = ticketOf(id).notes.filter((value) => value?.includes(note.marker));
    expect(notes).toEqual(["Blocked 203.0.113.10\n[ref sentinel:known#1]"]);
  });

  it("keeps the marker of a note that is cut", async () => {
    const note = { marker: "[ref sentinel:known#2]", text: "x".repeat(9_000) };

    await stage.connectors.tickets.servicenow.noteTicket(id, note);

    expect(ticketOf(id).notes.some((value) => value?.endsWith(note.marker))).toBe(true);
  });

  it("does not touch what is no id", async () => {
    const note = { marker: "m", text: "t" };

    expect(
      await failureOf(stage.connectors.tickets.servicenow.noteTicket("../user", note)),
    ).toMatchObject({
      kind: "permanent",
    });
  });
});

describe("servicenow.resolveTicket()", () => {
  it("resolves with code and notes in one change", async () => {
    await stage.connectors.tickets.servicenow.resolveTicket(id, "Contained by run 7f3c");

    expect(ticketOf(id).ticket).toMatchObject({
      state: "6",
      close_code: "Solution provided",
      close_notes: "Contained by run 7f3c",
    });
    const changes = stage.vendors.calls("servicenow").filter(({ method }) => method === "PATCH");
    expect(changes).toHaveLength(1);
  });

  it("uses the close code of the settings", async () => {
    const { servicenow } = connectorsFor(stage.vendors.url, {
      SERVICENOW_CLOSE_CODE: "Workaround provided",
    }).tickets;

    await servicenow.resolveTicket(id, "Contained");

    expect(ticketOf(id).ticket).toMatchObject({ close_code: "Workaround provided" });
  });

  it.each(["6", "7", "8"])("leaves a ticket in state %s as it is", async (state) => {
    stage.vendors.scene("servicenow", { records: { incident: [{ ...record, state }] } });

    await stage.connectors.tickets.servicenow.resolveTicket(id, "Contained");

    const changes = stage.vendors.calls("servicenow").filter(({ method }) => method === "PATCH");
    expect(changes).toEqual([]);
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
        servicenow.noteTicket(id, note),
        servicenow.resolveTicket(id, "x"),
      ].map(failureOf),
    );

    for (const error of errors) {
      expect(error).toMatchObject({ kind: "auth", mayHaveHappened: false });
      expect(error.message).toContain("SERVICENOW_URL is not set");
    }
  });
});
