import { nameOf, type OpenWorkspace, openWorkspace, properties } from "./workspace-client";

let workspace: OpenWorkspace;
const send = (...request: Parameters<OpenWorkspace["send"]>) => workspace.send(...request);
const titlesOf = async (path: string): Promise<unknown[]> =>
  (await send("GET", path)).body.value.map(({ properties: p }) => p["title"]);

/** `count` incidents, a minute apart. */
async function createIncidents(count: number, rest: object = {}): Promise<void> {
  for (let index = 1; index <= count; index++) {
    const title = `Incident ${index}`;
    await send("PUT", `/incidents/${nameOf(index)}`, {
      properties: { ...properties, ...rest, title },
    });
    workspace.turnBy(60_000);
  }
}

beforeEach(async () => {
  workspace = await openWorkspace();
});
afterEach(() => workspace.close());

describe("the list of incidents", () => {
  it("gives the newest first, and all of them when they fit a page", async () => {
    await createIncidents(3);

    const { body } = await send("GET", "/incidents");

    expect(body.value.map(({ name }) => name)).toEqual([nameOf(3), nameOf(2), nameOf(1)]);
    expect(body).not.toHaveProperty("nextLink");
  });

  it("gives 50 a page, and a link that leads to the rest with filter and order", async () => {
    workspace.scene({ limits: { writes: 1_000 } });
    await createIncidents(55);

    const filter = encodeURIComponent("properties/incidentNumber gt 1");
    const order = encodeURIComponent("properties/incidentNumber asc");
    const first = await send("GET", `/incidents?$filter=${filter}&$orderby=${order}`);
    const second = await send("GET", first.body.nextLink ?? "");

    expect(first.body.value).toHaveLength(50);
    expect(first.body.value[0]?.name).toBe(nameOf(2));
    expect(second.body.value.map(({ name }) => name)).toEqual([52, 53, 54, 55].map(nameOf));
    expect(second.body).not.toHaveProperty("nextLink");
  });

  it("gives as many as $top says, and pages through them all once", async () => {
    await createIncidents(5);

    const names: string[] = [];
    let path: string | undefined = "/incidents?$top=2";
    while (path) {
      const { body } = await send("GET", path);
      names.push(...body.value.map(({ name }) => name));
      path = body.nextLink;
    }

    expect(names).toEqual([5, 4, 3, 2, 1].map(nameOf));
  });

  it.each(["0", "1001", "many"])("refuses $top=%s", async (top) => {
    expect((await send("GET", `/incidents?$top=${top}`)).status).toBe(400);
  });

  it("refuses a $skipToken that it did not give", async () => {
    expect((await send("GET", "/incidents?$skipToken=2")).status).toBe(400);
  });
});

const filtered = (filter: string) => titlesOf(`/incidents?$filter=${encodeURIComponent(filter)}`);

describe("$filter", () => {
  it.each([
    ["properties/lastModifiedTimeUtc ge 2026-08-01T10:46:00Z", ["Incident 3", "Incident 2"]],
    ["properties/lastModifiedTimeUtc lt 2026-08-01T10:46:00Z", ["Incident 1"]],
    ["properties/lastModifiedTimeUtc ge 2026-08-01T12:46:00+02:00", ["Incident 3", "Incident 2"]],
    ["properties/title eq 'incident 2'", ["Incident 2"]],
    ["properties/title ne 'Incident 2'", ["Incident 3", "Incident 1"]],
    ["properties/incidentNumber le 1", ["Incident 1"]],
    [
      "properties/incidentNumber eq 1 or properties/incidentNumber eq 3",
      ["Incident 3", "Incident 1"],
    ],
    ["properties/status eq 'New' and properties/incidentNumber gt 2", ["Incident 3"]],
    ["properties/title eq 'this and that'", []],
    ["properties/lastActivityTimeUtc ge 2026-08-01T00:00:00Z", []],
  ])("%s", async (filter, titles) => {
    await createIncidents(3);

    await expect(filtered(filter)).resolves.toEqual(titles);
  });

  it("compares times to the seventh fractional digit", async () => {
    await createIncidents(1);
    const { body } = await send("GET", "/incidents");
    const modified = String(body.value[0]?.properties["lastModifiedTimeUtc"]);

    await expect(filtered(`properties/lastModifiedTimeUtc gt ${modified}`)).resolves.toEqual([]);
    await expect(filtered(`properties/lastModifiedTimeUtc ge ${modified}`)).resolves.toHaveLength(
      1,
    );
  });

  it("refuses a time in quotation marks as OData does", async () => {
    const filter = encodeURIComponent("properties/lastModifiedTimeUtc ge '2026-08-01T00:00:00Z'");

    const { status, body } = await send("GET", `/incidents?$filter=${filter}`);

    expect(status).toBe(400);
    expect(body.error.message).toContain("'Edm.DateTimeOffset' and 'Edm.String'");
  });

  it.each([
    "properties/colour eq 'red'",
    "properties/title",
    "properties/title is 'a'",
    "properties/incidentNumber eq x",
  ])("refuses %s", async (filter) => {
    const { status } = await send("GET", `/incidents?$filter=${encodeURIComponent(filter)}`);
    expect(status).toBe(400);
  });
});

const ordered = (text: string) => titlesOf(`/incidents?$orderby=${encodeURIComponent(text)}`);

describe("$orderby", () => {
  it("sorts by a member, upwards unless it says desc", async () => {
    await createIncidents(3);

    await expect(ordered("properties/title")).resolves.toEqual([
      "Incident 1",
      "Incident 2",
      "Incident 3",
    ]);
    await expect(ordered("properties/incidentNumber desc")).resolves.toEqual([
      "Incident 3",
      "Incident 2",
      "Incident 1",
    ]);
  });

  it("refuses a member that it does not know", async () => {
    expect((await send("GET", "/incidents?$orderby=properties/colour")).status).toBe(400);
  });
});
