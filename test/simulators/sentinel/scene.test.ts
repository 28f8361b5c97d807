import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type OpenWorkspace,
  incidentName as name,
  openWorkspace,
  provider,
} from "./workspace-client";

let workspace: OpenWorkspace;
const send = (...request: Parameters<OpenWorkspace["send"]>) => workspace.send(...request);
const incident = { name, title: "Sign-in from a listed address", severity: "High", status: "New" };
const address = { kind: "Ip", properties: { address: "203.0.113.10" } };
const account = {
  kind: "Account",
  properties: { accountName: "alex", upnSuffix: "contoso.example" },
};
const preview = "api-version=2023-05-01-preview";

beforeEach(async () => {
  workspace = await openWorkspace();
});
afterEach(() => workspace.close());

describe("a scene's incident", () => {
  it("has entities, counted by kind, and one alert of Sentinel's own", async () => {
    workspace.scene({
      incidents: [
        { ...incident, description: "D", labels: ["vip"], entities: [address, account, address] },
      ],
    });

    const { body } = await send("POST", `/incidents/${name}/entities`);
    const alerts = await send("POST", `/incidents/${name}/alerts`);
    const read = await send("GET", `/incidents/${name}`);

    expect(body.metaData).toEqual([
      { entityKind: "Ip", count: 2 },
      { entityKind: "Account", count: 1 },
    ]);
    expect(body.entities[1]).toMatchObject({
      id: expect.stringMatching(new RegExp(`^${provider}/Entities/[0-9a-f-]{36}$`)),
      type: "Microsoft.SecurityInsights/Entities",
      ...account,
      properties: { ...account.properties, friendlyName: "alex" },
    });
    expect(alerts.body.value).toEqual([
      expect.objectContaining({
        kind: "SecurityAlert",
        properties: expect.objectContaining({ alertDisplayName: incident.title, severity: "High" }),
      }),
    ]);
    expect(read.body.properties).toMatchObject({
      title: incident.title,
      description: "D",
      labels: [{ labelName: "vip", labelType: "User" }],
      additionalData: { alertsCount: 1, alertProductNames: ["Azure Sentinel"] },
    });
  });

  it("gets its entities later when the scene says so", async () => {
    workspace.scene({
      incidents: [{ ...incident, entities: [address], entitiesAfterSeconds: 360 }],
    });

    workspace.turnBy(359_999);
    const early = await send("POST", `/incidents/${name}/entities`);
    workspace.turnBy(1);
    const late = await send("POST", `/incidents/${name}/entities`);

    expect([early.status, early.body.entities]).toEqual([200, []]);
    expect(late.body.entities).toHaveLength(1);
  });

  it("can be the tombstone of a merge: closed, Redirected by the service, without alerts", async () => {
    workspace.scene({
      incidents: [
        {
          ...incident,
          status: "Closed",
          classification: "Undetermined",
          labels: ["Redirected"],
          providerName: "Microsoft XDR",
          alerts: [],
        },
      ],
    });

    const { body } = await send("GET", `/incidents/${name}`);

    expect(body.properties).toMatchObject({
      status: "Closed",
      classification: "Undetermined",
      labels: [{ labelName: "Redirected", labelType: "AutoAssigned" }],
      providerName: "Microsoft XDR",
      additionalData: {
        alertsCount: 0,
        providerIncidentUrl: expect.stringMatching(/^https:\/\/security\.microsoft\.com\//),
      },
    });
  });

  it("keeps a label of the service as one, through a PUT", async () => {
    workspace.scene({ incidents: [{ ...incident, labels: ["Redirected"] }] });
    const { body: read } = await send("GET", `/incidents/${name}`);

    const { body } = await send("PUT", `/incidents/${name}`, {
      etag: read.etag,
      properties: { ...read.properties, labels: [{ labelName: "Redirected" }, { labelName: "x" }] },
    });

    expect(body.properties["labels"]).toEqual([
      { labelName: "Redirected", labelType: "AutoAssigned" },
      { labelName: "x", labelType: "User" },
    ]);
  });

  it("is found by its alerts and other entities, with an id in another casing", async () => {
    const alert = {
      name: "66666666-6666-6666-6666-666666666666",
      properties: { tactics: ["InitialAccess"] },
    };
    workspace.scene({ unknownIncidents: "refuse", incidents: [{ ...incident, alerts: [alert] }] });

    const known = await send("GET", `/entities/${alert.name}/relations?${preview}`);
    const unknown = await send(
      "GET",
      `/entities/99999999-6666-6666-6666-666666666666/relations?${preview}`,
    );

    expect(known.body.value).toEqual([
      expect.objectContaining({
        type: "Microsoft.SecurityInsights/entities/relations",
        properties: {
          relatedResourceId: `${provider.replace("resourceGroups", "resourcegroups")}/incidents/${name}`,
          relatedResourceName: name,
          relatedResourceType: "Microsoft.SecurityInsights/Incidents",
          relatedResourceKind: "",
        },
      }),
    ]);
    expect([unknown.status, unknown.body.value]).toEqual([200, []]);
  });

  it("lives in the workspace that it names", async () => {
    workspace.scene({ incidents: [{ ...incident, workspace: { workspaceName: "law-other" } }] });

    const other = `${workspace.url}/sentinel${provider.replace("law-soc", "LAW-OTHER")}`;

    expect((await send("GET", `${other}/incidents`)).body.value).toHaveLength(1);
    expect((await send("GET", "/incidents")).body.value).toHaveLength(0);
  });

  it("is made anew by the next scene, under a new etag", async () => {
    workspace.scene({ incidents: [incident] });
    const { body: before } = await send("GET", `/incidents/${name}`);

    workspace.scene({
      incidents: [{ ...incident, status: "Active", owner: "99999999-9999-9999-9999-999999999999" }],
    });

    const { body } = await send("GET", `/incidents/${name}`);
    expect(body.properties).toMatchObject({
      status: "Active",
      owner: { objectId: "99999999-9999-9999-9999-999999999999" },
      incidentNumber: before.properties["incidentNumber"],
    });
    expect(body.etag).not.toBe(before.etag);
  });
});

describe("an alert that nobody made", () => {
  it.each([name, `2517530000000000000_${name}`])(
    "%s belongs to an incident with its GUID",
    async (alert) => {
      const { body } = await send("GET", `/entities/${alert}/relations?${preview}`);

      expect(body.value[0]?.properties["relatedResourceName"]).toBe(name);
      expect((await send("GET", `/incidents/${name}`)).status).toBe(200);
    },
  );
});

describe("a scene that is not understood", () => {
  it.each([
    ["no object", 7, "must be an object"],
    ["an unknown member", { incident: [] }, '"incident" is not one of'],
    ["a policy that does not exist", { unknownIncidents: "ignore" }, '"adopt" or "refuse"'],
    ["limits that are none", { limits: { writes: "many" } }, '"writes"'],
    ["an unknown limit", { limits: { puts: 1 } }, '"puts"'],
    ["incidents that are no list", { incidents: {} }, "must be an array"],
    ["a name that is no GUID", { incidents: [{ ...incident, name: "42" }] }, '"42" must be a GUID'],
    [
      "a severity that does not exist",
      { incidents: [{ ...incident, severity: "Critical" }] },
      "Critical",
    ],
    ["an entity without a kind", { incidents: [{ ...incident, entities: [{}] }] }, "kind"],
    [
      "a delay that is none",
      { incidents: [{ ...incident, entitiesAfterSeconds: "1" }] },
      "entitiesAfterSeconds",
    ],
    ["alerts that are no list", { incidents: [{ ...incident, alerts: 1 }] }, "alerts of"],
  ])("%s is refused in one sentence, and changes nothing", async (_title, scene, sentence) => {
    const before = workspace.state();

    expect(() => workspace.scene(scene)).toThrow(sentence);

    expect(workspace.state()).toEqual(before);
  });
});

describe("the memory", () => {
  it("keeps incidents, comments, etags and settings over a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sentinel-"));
    const file = join(folder, "memory.db");
    const first = await openWorkspace(file);
    first.scene({ unknownIncidents: "refuse", incidents: [{ ...incident, entities: [address] }] });
    await first.send("PUT", `/incidents/${name}/comments/c1`, { properties: { message: "Hi" } });
    const { body: before } = await first.send("GET", `/incidents/${name}`);
    await first.close();

    const second = await openWorkspace(file);

    const { body } = await second.send("GET", `/incidents/${name}`);
    expect(body).toEqual(before);
    expect((await second.send("GET", `/incidents/${name}/comments/c1`)).status).toBe(200);
    expect((await second.send("POST", `/incidents/${name}/entities`)).body.entities).toHaveLength(
      1,
    );
    expect(
      (await second.send("GET", "/incidents/44444444-3333-3333-3333-333333333333")).status,
    ).toBe(404);
    await second.close();
    rmSync(folder, { recursive: true });
  });
});

describe("the state", () => {
  it("shows incidents with what hangs on them", async () => {
    workspace.scene({ incidents: [{ ...incident, entities: [address] }] });
    await send("PUT", `/incidents/${name}/comments/c1`, { properties: { message: "Hi" } });

    expect(workspace.state()).toMatchObject({
      unknownIncidents: "adopt",
      limits: { writes: 75, reads: 100, windowSeconds: 300 },
      incidents: [{ name, entities: [address], comments: [{ message: "Hi" }], tasks: [] }],
    });
  });
});
