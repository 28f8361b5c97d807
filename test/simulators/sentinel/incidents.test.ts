import {
  incidentName as name,
  type OpenWorkspace,
  openWorkspace,
  properties,
  provider,
} from "./workspace-client";

let workspace: OpenWorkspace;
const send = (...request: Parameters<OpenWorkspace["send"]>) => workspace.send(...request);

beforeEach(async () => {
  workspace = await openWorkspace();
});
afterEach(() => workspace.close());

describe("PUT of an incident", () => {
  it("creates it with 201 and what the service adds", async () => {
    const { status, body } = await send("PUT", `/incidents/${name}`, { properties });

    expect(status).toBe(201);
    expect(body).toMatchObject({
      id: `${provider}/Incidents/${name}`,
      name,
      type: "Microsoft.SecurityInsights/Incidents",
      etag: expect.stringMatching(/^"[0-9a-f]{8}-0000-0d00-0000-[0-9a-f]{12}"$/),
      properties: {
        ...properties,
        incidentNumber: 1,
        providerName: "Azure Sentinel",
        owner: { objectId: null, email: null, assignedTo: null, userPrincipalName: null },
        labels: [],
        additionalData: { alertsCount: 0, bookmarksCount: 0, commentsCount: 0 },
      },
    });
    expect(body.properties).not.toHaveProperty("description");
    expect(body.properties).not.toHaveProperty("classification");
  });

  it("updates with the etag that was read, answers 200 and a new etag", async () => {
    const { body: created } = await send("PUT", `/incidents/${name}`, { properties });

    const { status, body } = await send("PUT", `/incidents/${name}`, {
      etag: created.etag,
      properties: { ...properties, status: "Active", labels: [{ labelName: "vip" }] },
    });

    expect(status).toBe(200);
    expect(body.etag).not.toBe(created.etag);
    expect(body.properties).toMatchObject({
      status: "Active",
      labels: [{ labelName: "vip", labelType: "User" }],
      createdTimeUtc: created.properties["createdTimeUtc"],
    });
    await expect(send("GET", `/incidents/${name}`)).resolves.toMatchObject({ body });
  });

  it.each([
    ["no etag", undefined],
    ["an old etag", '"00000000-0000-0d00-0000-000000000000"'],
  ])("conflicts with %s, and changes nothing", async (_title, etag) => {
    await send("PUT", `/incidents/${name}`, { properties });

    const { status, body } = await send("PUT", `/incidents/${name}`, {
      etag,
      properties: { ...properties, title: "Other" },
    });

    expect(status).toBe(409);
    expect(body.error).toEqual({
      code: "Conflict",
      message: `Newer version of resource '${name}' exists. Data was not saved`,
    });
    expect((await send("GET", `/incidents/${name}`)).body.properties["title"]).toBe("Sign-in");
  });

  it("conflicts after a comment, which is a change of the incident, too", async () => {
    const { body: created } = await send("PUT", `/incidents/${name}`, { properties });
    await send("PUT", `/incidents/${name}/comments/c1`, { properties: { message: "Hi" } });

    const { status } = await send("PUT", `/incidents/${name}`, { etag: created.etag, properties });

    expect(status).toBe(409);
  });

  it("replaces: what is left out is gone", async () => {
    const { body: created } = await send("PUT", `/incidents/${name}`, {
      properties: {
        ...properties,
        status: "Closed",
        description: "Own example",
        classification: "BenignPositive",
        classificationReason: "SuspiciousButExpected",
        classificationComment: "Red team",
        owner: { objectId: "99999999-9999-9999-9999-999999999999" },
        labels: [{ labelName: "vip" }],
      },
    });
    expect(created.properties).toMatchObject({
      classification: "BenignPositive",
      classificationReason: "SuspiciousButExpected",
      classificationComment: "Red team",
      owner: { objectId: "99999999-9999-9999-9999-999999999999", ownerType: "User" },
    });

    const { body } = await send("PUT", `/incidents/${name}`, { etag: created.etag, properties });

    expect(body.properties).toMatchObject({ owner: { objectId: null }, labels: [] });
    for (const member of ["description", "classification", "classificationComment"]) {
      expect(body.properties).not.toHaveProperty(member);
    }
  });

  it("ignores members that are read-only", async () => {
    const { body } = await send("PUT", `/incidents/${name}`, {
      properties: {
        ...properties,
        incidentNumber: 4711,
        providerName: "Me",
        createdTimeUtc: "1999-01-01T00:00:00Z",
        additionalData: { alertsCount: 9 },
      },
    });

    expect(body.properties).toMatchObject({ incidentNumber: 1, providerName: "Azure Sentinel" });
    expect(body.properties.additionalData["alertsCount"]).toBe(0);
    expect(body.properties["createdTimeUtc"]).toMatch(/^2026-08-01T10:45:00/);
  });

  it.each([
    ["title", { severity: "Low", status: "New" }],
    ["severity", { title: "T", status: "New" }],
    ["status", { title: "T", severity: "Low" }],
    ["severity", { title: "T", severity: "Critical", status: "New" }],
    ["status", { title: "T", severity: "Low", status: "Resolved" }],
    ["classification", { ...properties, status: "Closed", classification: "Benign" }],
    ["classificationReason", { ...properties, status: "Closed", classificationReason: "Because" }],
    ["owner.objectId", { ...properties, owner: { objectId: "alex" } }],
    ["labels", { ...properties, labels: "vip" }],
    ["labelName", { ...properties, labels: [{ labelType: "User" }] }],
    ["description", { ...properties, description: "x".repeat(5_001) }],
    ["lastActivityTimeUtc", { ...properties, lastActivityTimeUtc: "yesterday" }],
    ["properties", undefined],
  ])("refuses a wrong or missing %s with 400", async (member, wrong) => {
    const { status, body } = await send("PUT", `/incidents/${name}`, { properties: wrong });

    expect(status).toBe(400);
    expect(body.error.code).toBe("BadRequest");
    expect(body.error.message).toContain(member);
  });

  it("finds no incident for an etag when there is none", async () => {
    workspace.scene({ unknownIncidents: "refuse" });

    const { status, body } = await send("PUT", `/incidents/${name}`, { etag: '"e"', properties });

    expect([status, body.error.code]).toEqual([404, "NotFound"]);
  });
});

describe("an incident that nobody made", () => {
  it("exists from the first time it is asked for, older than anything else", async () => {
    const { status, body } = await send("GET", `/incidents/${name}`);

    expect(status).toBe(200);
    expect(body.properties).toMatchObject({
      title: `Incident ${name}`,
      severity: "Medium",
      status: "New",
      labels: [],
      createdTimeUtc: "2000-01-01T00:00:00Z",
      lastModifiedTimeUtc: "2000-01-01T00:00:00Z",
      additionalData: { alertsCount: 1 },
    });
    expect((await send("GET", `/incidents/${name}`)).body).toEqual(body);
    expect((await send("POST", `/incidents/${name}/entities`)).body).toEqual({
      entities: [],
      metaData: [],
    });
  });

  it("takes a change with its etag", async () => {
    const { body: adopted } = await send("GET", `/incidents/${name}`);

    const { status, body } = await send("PUT", `/incidents/${name}`, {
      etag: adopted.etag,
      properties: { ...adopted.properties, status: "Active" },
    });

    expect(status).toBe(200);
    expect(body.properties["lastModifiedTimeUtc"]).toMatch(/^2026-08-01T/);
  });

  it("is not found when the scene refuses the unknown, and neither is what hangs on it", async () => {
    workspace.scene({ unknownIncidents: "refuse" });

    for (const [method, path] of [
      ["GET", ""],
      ["POST", "/entities"],
      ["POST", "/alerts"],
      ["GET", "/comments"],
      ["GET", "/tasks/1"],
    ] as const) {
      const { status, body } = await send(method, `/incidents/${name}${path}`);
      expect([status, body.error.code]).toEqual([404, "NotFound"]);
    }
  });

  it("is not found under a name that is no GUID", async () => {
    expect((await send("GET", "/incidents/42")).status).toBe(404);
  });
});

describe("DELETE of an incident", () => {
  it("deletes, then finds nothing to delete, and does not make it up again", async () => {
    await send("GET", `/incidents/${name}`);

    expect((await send("DELETE", `/incidents/${name}`)).status).toBe(200);

    expect((await send("GET", `/incidents/${name}`)).status).toBe(404);
    expect((await send("DELETE", `/incidents/${name}`)).status).toBe(204);
    expect((await send("PUT", `/incidents/${name}`, { properties })).status).toBe(201);
  });

  it("never makes an old etag valid again", async () => {
    const { body: first } = await send("PUT", `/incidents/${name}`, { properties });
    await send("DELETE", `/incidents/${name}`);
    await send("PUT", `/incidents/${name}`, { properties });

    const { status } = await send("PUT", `/incidents/${name}`, { etag: first.etag, properties });

    expect(status).toBe(409);
  });
});

describe("ids", () => {
  it("are found in any case, and the path's literals, too", async () => {
    await send("PUT", "/incidents/AAAAAAAA-3333-3333-3333-333333333333", { properties });
    const upper = provider.toUpperCase();

    const { status, body } = await send(
      "GET",
      `${workspace.url}/sentinel${upper}/INCIDENTS/aaaaaaaa-3333-3333-3333-333333333333`,
    );

    expect(status).toBe(200);
    expect(body.name).toBe("AAAAAAAA-3333-3333-3333-333333333333");
  });

  it("keep workspaces apart", async () => {
    await send("PUT", `/incidents/${name}`, { properties });
    const other = provider.replace("law-soc", "law-other");

    const { body } = await send("GET", `${workspace.url}/sentinel${other}/incidents`);

    expect(body).toEqual({ value: [] });
  });
});

describe("times", () => {
  it("have up to seven fractional digits and move with every write", async () => {
    const { body: first } = await send("PUT", `/incidents/${name}`, { properties });
    workspace.turnBy(1);

    const { body: second } = await send("PUT", `/incidents/${name}`, {
      etag: first.etag,
      properties,
    });

    const [before, after] = [first, second].map(({ properties: p }) => p["lastModifiedTimeUtc"]);
    expect(before).toMatch(/^2026-08-01T10:45:00(\.\d{1,7})?Z$/);
    expect(after).toMatch(/^2026-08-01T10:45:00\.001\d{0,4}Z$/);
  });
});
