import { type InstanceClient, startInstance } from "./instance-client";

let instance: InstanceClient;

beforeEach(async () => {
  instance = await startInstance();
});

afterEach(() => instance.running.close());

const incidents = "/api/now/table/incident";
const draft = {
  short_description: "[Sentinel 4211] Multi-stage intrusion on HOST-7",
  impact: "1",
  urgency: "2",
  caller_id: "62826bf03710200044e0bfc8bcbe5df1",
  assignment_group: "d625dccec0a8016700a222a0f7900d06",
  correlation_id: "sentinel:ab12cd34:4211:ticket",
  work_notes: "Created by response run 7f3c.",
};

describe("creating an incident", () => {
  it("answers 201 with the record and where it is", async () => {
    const { status, headers, result } = await instance.call("POST", incidents, draft);

    expect(status).toBe(201);
    expect(headers.get("location")).toBe(
      `${instance.running.url}/servicenow${incidents}/${result.sys_id}`,
    );
    expect(result).toMatchObject({
      sys_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      number: "INC0010001",
      state: "1",
      active: "true",
      priority: "2",
      correlation_id: draft.correlation_id,
      sys_created_on: "2026-11-24 02:40:11",
      sys_created_by: "soar",
      sys_mod_count: "0",
      work_notes: "",
      comments: "",
    });
  });

  it("numbers incidents one after the other", async () => {
    await instance.create({});

    expect((await instance.create({})).number).toBe("INC0010002");
  });

  it("makes every value a string, whatever was sent", async () => {
    const record = await instance.create({
      impact: 1,
      urgency: 3,
      short_description: true,
      description: { nested: [1] },
      category: null,
    });

    expect(record).toMatchObject({
      impact: "1",
      urgency: "3",
      short_description: "true",
      description: '{"nested":[1]}',
      category: "",
    });
    expect(Object.values(record).filter((value) => typeof value !== "string")).toEqual([
      { link: expect.any(String), value: expect.any(String) },
    ]);
  });

  it("ignores fields that it does not have and those that it keeps to itself", async () => {
    const record = await instance.create({
      u_custom: "x",
      number: "INC9999999",
      sys_id: "mine",
      sys_created_by: "admin",
    });

    expect(record).not.toHaveProperty("u_custom");
    expect(record).toMatchObject({ number: "INC0010001", sys_created_by: "soar" });
    expect(record.sys_id).not.toBe("mine");
  });

  it.each([
    ["1", "1", "1"],
    ["1", "3", "3"],
    ["2", "2", "3"],
    ["3", "3", "5"],
    ["high", "1", "5"],
    ["12", "", "5"],
  ])("computes for impact %s and urgency %s priority %s", async (impact, urgency, priority) => {
    const record = await instance.create({ impact, urgency, priority: "4" });

    expect(record.priority).toBe(priority);
  });

  it("cuts what is too long for a field, silently", async () => {
    const record = await instance.create({
      correlation_id: "k".repeat(120),
      short_description: "s".repeat(200),
    });

    expect(record.correlation_id).toHaveLength(100);
    expect(record.short_description).toHaveLength(160);
  });

  it.each(["{", "[]", '"text"', ""])("refuses the body %j", async (body) => {
    const { status, error } = await instance.call("POST", incidents, body);

    expect(status).toBe(400);
    expect(error.message).toBe("Exception while reading request");
  });
});

describe("reading a record", () => {
  it("gives a reference as a link and a value, or as a sys_id alone", async () => {
    const { sys_id: id } = await instance.create(draft);

    const { result: linked } = await instance.call("GET", `${incidents}/${id}`);
    const { result: plain } = await instance.call(
      "GET",
      `${incidents}/${id}?sysparm_exclude_reference_link=true`,
    );

    expect(linked.assignment_group).toEqual({
      link: `${instance.running.url}/servicenow/api/now/table/sys_user_group/${draft.assignment_group}`,
      value: draft.assignment_group,
    });
    expect(linked.assigned_to).toBe("");
    expect(plain.assignment_group).toBe(draft.assignment_group);
  });

  it("follows its own links", async () => {
    const { sys_id: id } = await instance.create(draft);
    const { result } = await instance.call("GET", `${incidents}/${id}`);
    const { link } = result.assignment_group as unknown as { link: string };

    const group = await instance.call("GET", link.replace(/^.*\/servicenow/, ""));

    expect(group.result.name).toBe("Service Desk");
  });

  it("shows what people see when asked for display values", async () => {
    const { sys_id: id } = await instance.create(draft);
    const fields = "sysparm_fields=state,priority,assignment_group,caller_id";

    const { result: shown } = await instance.call(
      "GET",
      `${incidents}/${id}?${fields}&sysparm_display_value=true&sysparm_exclude_reference_link=true`,
    );
    const { result: all } = await instance.call(
      "GET",
      `${incidents}/${id}?${fields}&sysparm_display_value=all`,
    );

    expect(shown).toEqual({
      state: "New",
      priority: "2 - High",
      assignment_group: "Service Desk",
      caller_id: "Abel Tuter",
    });
    expect(all.state).toEqual({ display_value: "New", value: "1" });
    expect(all.assignment_group).toEqual({
      display_value: "Service Desk",
      value: draft.assignment_group,
      link: expect.stringContaining("/sys_user_group/"),
    });
  });

  it("answers with the fields that were asked for, as far as it has them", async () => {
    const { sys_id: id } = await instance.create(draft);

    const { result } = await instance.call(
      "GET",
      `${incidents}/${id}?sysparm_fields=number,%20state,u_custom`,
    );

    expect(result).toEqual({ number: "INC0010001", state: "1" });
  });

  it("says the same of a record that is not there and of one that is hidden", async () => {
    const { status, error } = await instance.call("GET", `${incidents}/${"0".repeat(32)}`);

    expect(status).toBe(404);
    expect(error).toEqual({
      message: "No Record found",
      detail: "Record doesn't exist or ACL restricts the record retrieval",
    });
  });

  it.each(["/api/now/v1", "/api/now/v2"])("works at %s too", async (root) => {
    const { sys_id: id } = await instance.create(draft);

    expect((await instance.call("GET", `${root}/table/incident/${id}`)).result.sys_id).toBe(id);
  });
});

describe("changing an incident", () => {
  it.each(["PATCH", "PUT"])("with %s leaves the other fields alone", async (method) => {
    const { sys_id: id } = await instance.create(draft);
    instance.turnBy(60_000);

    const { status, result } = await instance.call(method, `${incidents}/${id}`, { state: "2" });

    expect(status).toBe(200);
    expect(result).toMatchObject({
      state: "2",
      short_description: draft.short_description,
      sys_mod_count: "1",
      sys_created_on: "2026-11-24 02:40:11",
      sys_updated_on: "2026-11-24 02:41:11",
    });
  });

  it("to what it is already counts as no update", async () => {
    const { sys_id: id } = await instance.create(draft);

    const { result } = await instance.call("PATCH", `${incidents}/${id}`, { state: "1" });

    expect(result.sys_mod_count).toBe("0");
  });

  it("computes the priority anew, and takes none that is sent", async () => {
    const { sys_id: id } = await instance.create(draft);

    const sent = await instance.call("PATCH", `${incidents}/${id}`, { priority: "1" });
    const computed = await instance.call("PATCH", `${incidents}/${id}`, { urgency: "1" });

    expect(sent.result.priority).toBe("2");
    expect(computed.result.priority).toBe("1");
  });

  it.each([
    [{ state: "6" }, "Resolution code, Resolution notes"],
    [{ state: "6", close_code: "Solution provided" }, "Resolution notes"],
    [{ state: "7", close_notes: "Contained." }, "Resolution code"],
  ])("with %j is refused by the data policy", async (changes, labels) => {
    const { sys_id: id } = await instance.create(draft);

    const { status, error } = await instance.call("PATCH", `${incidents}/${id}`, changes);

    expect(status).toBe(403);
    expect(error).toEqual({
      message: "Operation Failed",
      detail: `Data Policy Exception: The following fields are mandatory: ${labels}`,
    });
    const { result } = await instance.call("GET", `${incidents}/${id}`);
    expect(result).toMatchObject({ state: "1", sys_mod_count: "0" });
  });

  it("resolves it with both close fields in the same call, and again without harm", async () => {
    const { sys_id: id } = await instance.create(draft);
    const resolved = { state: "6", close_code: "Solution provided", close_notes: "Contained." };

    const first = await instance.call("PATCH", `${incidents}/${id}`, resolved);
    const again = await instance.call("PATCH", `${incidents}/${id}`, { state: "6" });

    expect(first.result).toMatchObject({
      ...resolved,
      active: "true",
      resolved_at: "2026-11-24 02:40:11",
    });
    expect(again.status).toBe(200);
    const { result: closed } = await instance.call("PATCH", `${incidents}/${id}`, { state: "7" });
    expect(closed).toMatchObject({ active: "false", closed_at: "2026-11-24 02:40:11" });
  });

  it("of a record that is not there is a 404", async () => {
    const { status } = await instance.call("PATCH", `${incidents}/unknown`, { state: "2" });

    expect(status).toBe(404);
  });

  it("takes names for references only as display values, and loses those it does not find", async () => {
    const { sys_id: id } = await instance.create({});
    const path = `${incidents}/${id}?sysparm_input_display_value=true&sysparm_exclude_reference_link=true`;

    const found = await instance.call("PATCH", path, {
      assignment_group: "Service Desk",
      state: "In Progress",
    });
    const lost = await instance.call("PATCH", path, { assignment_group: "No Such Group" });

    expect(found.result).toMatchObject({ assignment_group: draft.assignment_group, state: "2" });
    expect(lost.result.assignment_group).toBe("");
  });
});

describe("journal fields", () => {
  const journal = "/api/now/table/sys_journal_field";
  const entries = async (id: string, element: string) => {
    const query = encodeURIComponent(
      `element_id=${id}^element=${element}^ORDERBYDESCsys_created_on`,
    );
    const path = `${journal}?sysparm_query=${query}`;
    return (await instance.call("GET", path)).rows;
  };

  it("append an entry with each write, and read as nothing", async () => {
    const { sys_id: id = "" } = await instance.create(draft);
    instance.turnBy(1000);

    const { result } = await instance.call("PATCH", `${incidents}/${id}`, {
      work_notes: "Second note [ref KEY#2]",
    });
    await instance.call("PATCH", `${incidents}/${id}`, { work_notes: "", comments: "Hello" });

    expect(result).toMatchObject({ work_notes: "", sys_mod_count: "1" });
    expect((await entries(id, "work_notes")).map(({ value }) => value)).toEqual([
      "Second note [ref KEY#2]",
      "Created by response run 7f3c.",
    ]);
    expect((await entries(id, "comments")).map(({ value }) => value)).toEqual(["Hello"]);
  });

  it("double a note that is sent twice", async () => {
    const { sys_id: id = "" } = await instance.create({});

    await instance.call("PATCH", `${incidents}/${id}`, { work_notes: "once" });
    await instance.call("PATCH", `${incidents}/${id}`, { work_notes: "once" });

    expect(await entries(id, "work_notes")).toHaveLength(2);
  });

  it("read as one text, newest first, when display values are asked for", async () => {
    const { sys_id: id } = await instance.create(draft);
    instance.turnBy(1000);
    await instance.call("PATCH", `${incidents}/${id}`, { work_notes: "Second note" });

    const { result } = await instance.call(
      "GET",
      `${incidents}/${id}?sysparm_display_value=true&sysparm_fields=work_notes`,
    );

    expect(result.work_notes).toBe(
      "2026-11-24 02:40:12 - SOAR Integration (Work notes)\nSecond note\n\n" +
        "2026-11-24 02:40:11 - SOAR Integration (Work notes)\nCreated by response run 7f3c.\n\n",
    );
  });

  it("write nothing when the data policy refuses the rest of the call", async () => {
    const { sys_id: id = "" } = await instance.create({});

    await instance.call("PATCH", `${incidents}/${id}`, { state: "6", work_notes: "Resolved" });

    expect(await entries(id, "work_notes")).toEqual([]);
  });

  it("cannot be written to directly", async () => {
    const { status } = await instance.call("POST", journal, { value: "forged" });

    expect(status).toBe(403);
  });
});

describe("security incidents", () => {
  const path = "/api/now/table/sn_si_incident";

  it.each([path, "/api/now/table/u_unknown", "/api/now/table/__proto__"])(
    "%s is no table of the instance as it is",
    async (table) => {
      const { status, error } = await instance.call("POST", table, {});

      expect(status).toBe(400);
      expect(error).toEqual({ message: `Invalid table ${table.split("/").at(-1)}`, detail: null });
    },
  );

  it("are there once the plugin is installed, and close with state 3", async () => {
    instance.running.scene("servicenow", { securityIncidents: true });

    const { result } = await instance.call("POST", path, { short_description: "x", priority: "1" });
    const refused = await instance.call("PATCH", `${path}/${result.sys_id}`, { state: "3" });
    const closed = await instance.call("PATCH", `${path}/${result.sys_id}`, {
      state: "3",
      close_code: "Threat mitigated",
      close_notes: "Contained.",
    });

    expect(result).toMatchObject({ number: "SIR0010001", state: "10", priority: "1" });
    expect(refused.status).toBe(403);
    expect(closed.result).toMatchObject({ state: "3", active: "false" });
  });
});
