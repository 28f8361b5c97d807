import * as fc from "fast-check";
import { incidentPath, workspacePath } from "../../domain/arm-id";
import type { IncidentHint } from "../../domain/incident";
import { MAX_HINT_ENTITIES, readTrigger } from "../../domain/intake";
import { hostileText } from "../support/hostile";
import { sampleIncident } from "../support/sample-report";

const { ref } = sampleIncident;
const { name: _name, ...workspace } = ref;
const id = incidentPath(ref);
const type = "Microsoft.SecurityInsights/Incidents";
const relatedEntities = [
  { kind: "Ip", properties: { address: "45.83.64.10", friendlyName: "45.83.64.10" } },
  { kind: "Account", properties: { accountName: "alex", upnSuffix: "contoso.zz" } },
];
const properties = {
  title: "Sign-in from a listed address",
  description: "Own example",
  severity: "Medium",
  status: "New",
  owner: { objectId: null, email: null, assignedTo: null },
  labels: [{ labelName: "vip", labelType: "User" }],
  lastModifiedTimeUtc: "2026-08-01T10:45:00.7654321Z",
  incidentNumber: 4711,
  additionalData: {
    alertsCount: 1,
    providerIncidentUrl: "https://security.microsoft.com/incident2/9001/overview",
  },
  incidentUrl: "https://portal.azure.com/#asset/x",
  relatedEntities,
  alerts: [{ kind: "SecurityAlert", properties: { Query: "SigninLogs | where" } }],
};
const incidentBody = (more: Record<string, unknown> = {}) => ({
  objectSchemaType: "Incident",
  objectEventType: "Create",
  workspaceInfo: {
    SubscriptionId: ref.subscriptionId,
    ResourceGroupName: "rg-soc",
    WorkspaceName: "law-soc",
  },
  object: { id, name: ref.name, type, properties: { ...properties, ...more } },
});
const alertBody = {
  WorkspaceSubscriptionId: ref.subscriptionId,
  WorkspaceResourceGroup: "RG-SOC",
  SystemAlertId: "66666666-6666-6666-6666-666666666666",
  AlertDisplayName: "Sign-in from a listed address",
  Description: "",
  Severity: "high",
  Entities: JSON.stringify([
    { $id: "3", Type: "ip", Address: "45.83.64.10" },
    { $id: "5", Type: "account", Name: "alex", UPNSuffix: "contoso.zz", Host: { $ref: "9" } },
  ]),
};
const entities = [
  { kind: "Ip", address: "45.83.64.10" },
  { kind: "Account", label: "alex@contoso.zz", userPrincipalName: "alex@contoso.zz", name: "alex" },
];

function hintOf(body: unknown, home?: typeof workspace): IncidentHint {
  const read = readTrigger(body, home);
  if (!read.ok) throw new Error(read.problem);
  return read.hint;
}

const sizeOf = (hint: IncidentHint): number => Buffer.byteLength(JSON.stringify(hint));

function problemOf(body: unknown): string {
  const read = readTrigger(body);
  return read.ok ? "none" : read.problem;
}

/** The same JSON with every name spelled by a rule. */
function renamed(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [rename(name), renamed(member, rename)]),
  );
}

describe("readTrigger() of an incident", () => {
  it("reads what the relay forwards", () => {
    expect(hintOf(incidentBody())).toEqual({
      trigger: "incident",
      incident: ref,
      title: "Sign-in from a listed address",
      description: "Own example",
      severity: "Medium",
      status: "New",
      number: 4711,
      labels: ["vip"],
      lastModified: "2026-08-01T10:45:00.7654321Z",
      url: "https://security.microsoft.com/incident2/9001/overview",
      alertCount: 1,
      entities,
      entitiesLeftOut: 0,
    });
  });

  it.each([
    ["upper case", (name: string) => name.toUpperCase()],
    ["lower case", (name: string) => name.toLowerCase()],
    ["Pascal case", (name: string) => name.slice(0, 1).toUpperCase() + name.slice(1)],
  ])("reads member names in %s", (_case, rename) => {
    expect(hintOf(renamed(incidentBody(), rename))).toEqual(hintOf(incidentBody()));
  });

  it("reads a body that was encoded twice", () => {
    expect(hintOf(JSON.stringify(incidentBody()))).toEqual(hintOf(incidentBody()));
  });

  it("reads an incident by its type alone, and by the parts of its id", () => {
    const { objectSchemaType: _type, ...untold } = incidentBody();
    const parts = { ...incidentBody(), object: { name: ref.name, properties } };

    expect(hintOf(untold).incident).toEqual(ref);
    expect(hintOf(parts).incident).toEqual(ref);
  });

  it("leaves out what is not said, and says nothing about what it does not know", () => {
    const bare = {
      objectSchemaType: "incident",
      object: { id, properties: { owner: null, gadget: {} } },
    };

    expect(hintOf(bare)).toEqual({
      trigger: "incident",
      incident: ref,
      entities: [],
      entitiesLeftOut: 0,
    });
  });

  it("reads numbers that are text, and severities in any case; drops what is neither", () => {
    expect(
      hintOf(incidentBody({ incidentNumber: "4711", severity: "HIGH", status: "active" })),
    ).toMatchObject({
      number: 4711,
      severity: "High",
      status: "Active",
    });
    const odd = hintOf(
      incidentBody({
        incidentNumber: -1,
        severity: "Sev2",
        status: {},
        lastModifiedTimeUtc: "yesterday",
        labels: "x",
      }),
    );
    expect(odd).not.toHaveProperty("number");
    expect(odd).not.toHaveProperty("severity");
    expect(odd).not.toHaveProperty("status");
    expect(odd).not.toHaveProperty("lastModified");
    expect(odd.labels).toEqual([]);
  });

  it("takes no address that is not a portal's", () => {
    const url = "https://portal.azure.com.evil.zz/";

    expect(
      hintOf(incidentBody({ additionalData: { providerIncidentUrl: url }, incidentUrl: url })),
    ).not.toHaveProperty("url");
  });

  it("cuts titles and descriptions, and shows no control characters", () => {
    const text = `\u202Ea\u0000b${"x".repeat(9_000)}`;
    const { title = "", description = "" } = hintOf(
      incidentBody({ title: text, description: text }),
    );

    expect(title).toHaveLength(300);
    expect(title.startsWith("a bxxx")).toBe(true);
    expect(description).toHaveLength(1_000);
  });

  it("refuses an id that is none, and shows it safely", () => {
    const body = {
      objectSchemaType: "Incident",
      object: { id: `/x\u0000${"y".repeat(900)}`, properties },
    };

    expect(problemOf(body)).toMatch(/^This is not the id of a Sentinel incident: "\/x y+…"$/);
    expect(problemOf({ objectSchemaType: "Incident" })).toBe("The incident has no id");
  });
});

describe("readTrigger() of an alert", () => {
  it("reads the classic body when it names its workspace", () => {
    expect(hintOf({ ...alertBody, WorkspaceName: "law-soc" })).toEqual({
      trigger: "alert",
      alert: { workspace, systemAlertId: "66666666-6666-6666-6666-666666666666" },
      title: "Sign-in from a listed address",
      severity: "High",
      entities,
      entitiesLeftOut: 0,
    });
  });

  it("takes the workspace of its own when the body names none, or its resource group", () => {
    const { WorkspaceSubscriptionId: _id, WorkspaceResourceGroup: _group, ...silent } = alertBody;

    expect(hintOf(alertBody, workspace).alert?.workspace).toEqual(workspace);
    expect(hintOf(silent, workspace).alert?.workspace).toEqual(workspace);
    expect(
      hintOf({ ...silent, WorkspaceResourceId: workspacePath(workspace) }).alert?.workspace,
    ).toEqual(workspace);
  });

  it("asks for the workspace when nothing says which it is", () => {
    expect(problemOf(alertBody)).toContain("WorkspaceName");
    expect(readTrigger({ ...alertBody, WorkspaceResourceGroup: "rg-other" }, workspace).ok).toBe(
      false,
    );
  });

  it.each([[null], [""], [[]], [undefined], ["not JSON"], [4]])(
    "reads Entities that are %j as none",
    (value) => {
      expect(hintOf({ ...alertBody, Entities: value }, workspace).entities).toEqual([]);
    },
  );

  it("reads Entities that are a list", () => {
    expect(
      hintOf({ ...alertBody, Entities: JSON.parse(alertBody.Entities) }, workspace).entities,
    ).toEqual(entities);
  });

  it("takes the ids of Defender for Cloud, and none that would climb in a path", () => {
    const numbered = "2518290_66666666-6666-6666-6666-666666666666";

    expect(hintOf({ ...alertBody, SystemAlertId: numbered }, workspace).alert?.systemAlertId).toBe(
      numbered,
    );
    expect(problemOf({ ...alertBody, SystemAlertId: "../incidents" })).toContain("SystemAlertId");
  });
});

describe("readTrigger() of the rest", () => {
  const entityBody = {
    IncidentArmID: id,
    Entity: { kind: "Account", properties: { Name: "alex", UPNSuffix: "contoso.zz" } },
  };

  it("reads an entity that was taken from an incident", () => {
    expect(hintOf(entityBody)).toEqual({
      trigger: "entity",
      incident: ref,
      entities: [entities[1]],
      entitiesLeftOut: 0,
    });
  });

  it("says that an entity from nowhere has no incident", () => {
    expect(problemOf({ ...entityBody, IncidentArmID: null })).toContain(
      "not taken from an incident",
    );
    expect(problemOf({ ...entityBody, IncidentArmID: "x" })).toContain("not the id");
  });

  it("reads a REST incident that was posted by hand", () => {
    expect(hintOf({ id, name: ref.name, etag: "x", type, properties })).toMatchObject({
      trigger: "rest",
      incident: ref,
      number: 4711,
    });
  });

  it("says of a common alert that it carries no incident", () => {
    expect(
      problemOf({ schemaId: "AzureMonitorCommonAlertSchema", data: { essentials: {} } }),
    ).toContain("carries no Sentinel incident");
  });

  it.each([[undefined], [null], [{}], [""], ["  "], ["{}"]])(
    "says of %j that the designer ran without data",
    (body) => {
      expect(problemOf(body)).toContain("designer run without data");
    },
  );

  it.each([[4], [true], [{ a: 1 }], ["text"], [{ type, properties: {} }], [{ Entity: {} }]])(
    "says of %j that Sentinel sends no such thing",
    (body) => {
      expect(problemOf(body)).toMatch(/none that Microsoft Sentinel sends|designer run/);
    },
  );
});

describe("readTrigger() of hostile bodies", () => {
  it("keeps 100 entities, those that are acted on first, and counts the rest", () => {
    const processes = Array.from({ length: 90 }, (_, n) => ({
      kind: "Process",
      properties: { processId: `${n}` },
    }));
    const ips = Array.from({ length: 90 }, (_, n) => ({
      kind: "Ip",
      properties: { address: `45.83.64.${n}` },
    }));
    const hint = hintOf(incidentBody({ relatedEntities: [...processes, ...ips] }));

    expect(hint.entities).toHaveLength(MAX_HINT_ENTITIES);
    expect(hint.entities.filter(({ kind }) => kind === "Ip")).toHaveLength(90);
    expect(hint.entitiesLeftOut).toBe(80);
  });

  it("needs less than 16 KB for 100 ordinary entities", () => {
    const ordinary = Array.from({ length: 25 }, (_, n) => [
      { kind: "Ip", properties: { address: `2001:200::${n}` } },
      {
        kind: "Account",
        properties: {
          accountName: `user${n}`,
          upnSuffix: "contoso.zz",
          aadUserId: `99999999-9999-9999-9999-9999999999${10 + n}`,
        },
      },
      { kind: "Host", properties: { hostName: `srv-${n}`, dnsDomain: "contoso.zz" } },
      { kind: "Url", properties: { url: `https://bad.zz/path/${n}?token=0123456789` } },
    ]).flat();
    const hint = hintOf(incidentBody({ relatedEntities: ordinary }));

    expect(hint.entities).toHaveLength(100);
    expect(sizeOf(hint)).toBeLessThan(16_000);
  });

  it.each(["x", '"\\', "日本", "👍", "\u0001"])(
    "never needs more than 64 KB, whatever fills it: %j",
    (unit) => {
      const text = unit.repeat(4_000);
      const hint = hintOf(
        incidentBody({
          title: text,
          description: text,
          labels: Array.from({ length: 500 }, () => ({ labelName: text })),
          additionalData: {
            providerIncidentUrl: `https://portal.azure.com/#${text.slice(0, 1_500)}`,
          },
          relatedEntities: Array.from({ length: 500 }, (_, n) => ({
            kind: "Url",
            properties: { url: `https://bad.zz/${n}${text}` },
          })),
        }),
      );

      expect(sizeOf(hint)).toBeLessThan(64_000);
      expect(hint.entities.length + hint.entitiesLeftOut).toBe(500);
      expect(hint.entities.length).toBeGreaterThan(3);
    },
  );

  it("pollutes no prototype", () => {
    const body: unknown = JSON.parse(
      `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"objectSchemaType":"Incident","object":{"id":"${id}","__proto__":{"polluted":1},"properties":{"title":"t","__proto__":{"severity":"High"}}}}`,
    );

    expect(hintOf(body)).toEqual({
      trigger: "incident",
      incident: ref,
      title: "t",
      entities: [],
      entitiesLeftOut: 0,
    });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("answers every body with a hint or a sentence", () => {
    const nameOf = fc.oneof(
      fc.constantFrom(
        "objectSchemaType",
        "object",
        "properties",
        "type",
        "Entity",
        "SystemAlertId",
        "schemaId",
        "Entities",
        "id",
      ),
      fc.string(),
    );
    const text = fc.oneof(hostileText, fc.constantFrom("Incident", type, id, "[]"));
    const { body } = fc.letrec((tie) => ({
      body: fc.oneof(
        { maxDepth: 5 },
        text,
        fc.jsonValue(),
        fc.array(tie("body"), { maxLength: 4 }),
        fc.dictionary(nameOf, tie("body"), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(body, (value) => {
        const read = readTrigger(value);
        expect(read.ok ? sizeOf(read.hint) : 0).toBeLessThan(64_000);
        expect(read.ok ? "A hint was read" : read.problem).toMatch(/^[A-Z][^\p{Cc}]{10,400}$/u);
      }),
      { numRuns: 500 },
    );
  });
});
