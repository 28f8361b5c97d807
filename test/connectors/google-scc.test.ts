import type { Entity } from "../../domain/entity";
import type { FindingClosing } from "../../domain/finding";
import type { Finding } from "../../simulators/google/scene";
import { publishedFinding } from "../../simulators/google/published";
import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "google";
const connector = "google-scc";
const organization = "organizations/104857600001";
const robot = "web-frontend@contoso-web.iam.gserviceaccount.com";
const instance =
  "//compute.googleapis.com/projects/contoso-web/zones/europe-west3-a/instances/web-1";

const account: Entity = { kind: "Account", label: robot, name: robot };
const resource = (id: string): Entity => ({
  kind: "CloudResource",
  platform: "google-cloud",
  label: id,
  id,
});
const address = (text: string): Entity => ({ kind: "Ip", address: text });
const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
const nameOf = (id: string): string =>
  publishedFinding.name.replace(/[^/]+$/, id.padStart(32, "0"));
const finding = (id: string, more: object = {}) => ({
  name: nameOf(id),
  eventTime: daysAgo(1),
  principalEmail: robot,
  ...more,
});
const scene = (value: object) => stage.vendors.scene(vendor, value);
const ask = async (entity: Entity, days = 14, connectors = stage.connectors) =>
  (await connectors.context[connector]!([entity], days))[0]!;
const how: FindingClosing = {
  closing: { classification: "TruePositive" },
  comment: "Closed with Microsoft Sentinel incident 4711 by policy, run respond-1",
};
const close = (
  classification: FindingClosing["closing"]["classification"] = "TruePositive",
  id = nameOf("1"),
  connectors = stage.connectors,
  lookedAt?: string,
) =>
  connectors.findings[connector]!(
    { id },
    { ...how, closing: { classification }, ...(lookedAt !== undefined && { lookedAt }) },
  );
const rows = (vendors = stage.vendors) =>
  (vendors.state(vendor) as { findings: Finding[] }).findings;
const changes = () =>
  stage.vendors
    .calls()
    .filter(({ method, path }) => method !== "GET" && path.startsWith("/scc/"))
    .map(({ path, body }) => [path, body]);
const asked = () =>
  stage.vendors
    .calls()
    .filter(({ method, path }) => method === "GET" && path.includes("/findings"));

beforeEach(() =>
  scene({
    denied: [],
    sccParents: [organization, "projects/contoso-web"],
    sccPerMinute: 10_000,
    findings: [finding("1")],
  }),
);

keepsConnectorContract(
  "googleScc.context()",
  {
    vendor,
    connector,
    route: "GET /scc/v2/organizations",
    isWrite: false,
    call: (connectors) => ask(account, 14, connectors),
  },
  stage,
);
keepsConnectorContract(
  "googleScc.check()",
  {
    vendor,
    connector,
    route: "GET /scc/v2/organizations",
    isWrite: false,
    call: (connectors) => connectors.providers[connector]!.check(),
  },
  stage,
);

for (const [classification, verb, isClosed] of [
  ["TruePositive", "setState", ({ state }: Finding) => state === "INACTIVE"],
  ["FalsePositive", "setMute", ({ mute }: Finding) => mute === "MUTED"],
] as const) {
  keepsConnectorContract(
    `googleScc.closeFinding(), ${verb}`,
    {
      vendor,
      connector,
      route: `POST /scc/v2/${nameOf("1")}:${verb}`,
      isWrite: true,
      isNotFoundAnAnswer: true,
      call: (connectors) => close(classification, nameOf("1"), connectors),
      repeat: {
        deliver: (activities) =>
          activities.closeFinding({
            step: { key: "a/close finding", runId: "run-1", at: "2026-01-01T00:00:00.000Z" },
            finding: { source: connector, id: nameOf("1") },
            ...how,
            closing: { classification },
          }),
        stored: (vendors) => rows(vendors).filter(isClosed).length,
      },
    },
    stage,
  );
}
keepsConnectorContract(
  "googleScc.closeFinding(), what is there",
  {
    vendor,
    connector,
    route: "GET /scc/v2/organizations",
    isWrite: false,
    call: (connectors) => close("TruePositive", nameOf("1"), connectors),
  },
  stage,
);

describe("what Security Command Center says of an entity", () => {
  it("is which findings name it, the newest first, and nothing against it", async () => {
    scene({
      findings: [
        finding("1", { eventTime: daysAgo(3) }),
        finding("2", { category: "Exfiltration: BigQuery", state: "INACTIVE", mute: "MUTED" }),
        finding("3", { principalEmail: `x-${robot}` }),
      ],
    });

    const found = await ask(account);

    expect(found).toEqual({
      source: connector,
      about: expect.any(String),
      label: robot,
      state: "found",
      facts: [
        "Named by 2 findings in the last 14 days, 1 active",
        expect.stringMatching(
          /^High threat: Exfiltration: BigQuery, inactive, muted, \d{4}-\d\d-\d\d \d\d:\d\d UTC, finding 0+2$/,
        ),
        expect.stringMatching(
          /^High threat: Persistence: IAM Anomalous Grant, active, .* finding 0+1$/,
        ),
      ],
      signals: [],
    });
  });

  it.each([
    ["an email in other letters", { ...account, name: robot.toUpperCase() }, {}],
    ["a principal name", { ...account, label: "x", name: "x", userPrincipalName: robot }, {}],
    ["a full resource name", resource(instance), { resourceName: instance }],
    ["an address", address("45.83.64.10"), { ipAddresses: ["198.51.100.7", "45.83.64.10"] }],
    ["an IPv6 address", address("2001:DB8:0::1"), { ipAddresses: ["2001:db8::1"] }],
  ] as [string, Entity, object][])("is found by %s", async (_, entity, more) => {
    scene({ findings: [finding("1", more)] });

    expect(await ask(entity)).toMatchObject({ state: "found" });
  });

  it("is nothing where findings name another thing, or it too long ago", async () => {
    scene({
      findings: [
        finding("1", { eventTime: daysAgo(15) }),
        finding("2", { principalEmail: "other@contoso.example", ipAddresses: ["45.83.64.100"] }),
        finding("3", { principalEmail: "other@contoso.example", resourceName: `${instance}0` }),
      ],
    });

    for (const entity of [account, resource(instance), address("45.83.64.10")]) {
      expect(await ask(entity)).toMatchObject({ state: "none", facts: [], signals: [] });
    }
    expect(await ask(account, 16)).toMatchObject({ state: "found" });
  });

  it.each([
    ["a bare account name", { kind: "Account", label: "alex", name: "alex" }],
    ["a name that ends the literal", { ...account, name: `a" OR name="x@y.example`, label: "x" }],
    ["a resource of another cloud", { ...resource(instance), platform: "aws" }],
    ["a resource with a quotation mark", resource(`//compute.googleapis.com/x"y`)],
    ["no address", address("45.83.64.x")],
  ] as [string, Entity][])("is not asked about %s", async (_, entity) => {
    expect(await ask(entity)).toMatchObject({
      state: "not-collected",
      facts: [],
      note: expect.stringContaining("none of these is known of it") as string,
    });
    expect(asked()).toEqual([]);
  });

  it("is read page by page, and in part where there are more than can be read", async () => {
    scene({ findings: Array.from({ length: 250 }, (_, at) => finding(`a${at}`)) });
    expect(await ask(account)).toMatchObject({
      state: "found",
      facts: expect.arrayContaining([
        "244 older findings: see Security Command Center",
      ]) as string[],
    });
    expect(asked()).toHaveLength(3);

    scene({ findings: Array.from({ length: 301 }, (_, at) => finding(`a${at}`)) });
    expect(await ask(account)).toMatchObject({
      state: "partial",
      note: "only the newest 300 were read",
    });
  });

  it("is of all places of the settings, each finding once, and of the location", async () => {
    const inProject = nameOf("1").replace(organization, "projects/contoso-web");
    scene({
      findings: [
        finding("1"),
        finding("1", { name: inProject }),
        finding("2", { name: nameOf("2").replace("global", "eu") }),
      ],
    });
    const connectors = connectorsFor(stage.vendors.url, {
      GOOGLE_SCC_PARENTS: `${organization}, projects/contoso-web`,
    });
    const european = connectorsFor(stage.vendors.url, { GOOGLE_SCC_LOCATION: "eu" });

    const { facts } = await ask(account, 14, connectors);

    expect(facts[0]).toBe("Named by 1 finding in the last 14 days, 1 active");
    expect((await ask(account, 14, european)).facts[1]).toMatch(/finding 0+2$/);
  });

  it("leaves out what Google answers of something else, and says so", async () => {
    stage.vendors.fault({
      vendor,
      route: "GET /scc/v2/organizations",
      body: {
        listFindingsResults: [
          { finding: { name: nameOf("1"), access: { principalEmail: robot }, state: "ACTIVE" } },
          { finding: { name: nameOf("2"), access: { principalEmail: "no" } } },
        ],
      },
    });

    expect(await ask(account)).toMatchObject({
      state: "partial",
      facts: [expect.stringMatching(/^Named by 1 finding/), expect.any(String)],
      note: "1 finding that Google answered, too, names something else",
    });
  });

  it("holds no sign that a category should not bring into a comment", async () => {
    scene({ findings: [finding("1", { category: `x\u202Ey\u0007${"z".repeat(99)}` })] });

    expect((await ask(account)).facts[1]).toMatch(/^High threat: xy z+…, active/);
  });
});

describe("googleScc", () => {
  it("names the permission that lacks, and where", async () => {
    scene({ denied: ["securitycenter.findings.list"] });

    const failure = await failureOf(ask(account));

    expect(failure).toMatchObject({ kind: "auth", status: 403 });
    expect(failure.message).toContain(
      "a role with securitycenter.findings.list on each of GOOGLE_SCC_PARENTS",
    );
  });

  it("comes back after a minute when the quota is used up", async () => {
    scene({ sccPerMinute: 0 });

    expect(await failureOf(ask(account))).toMatchObject({
      kind: "rate-limited",
      retryAfterSeconds: 60,
    });
  });

  it.each([
    ["GOOGLE_SCC_PARENTS", { GOOGLE_SCC_PARENTS: "" }],
    ["GOOGLE_SERVICE_ACCOUNT", { GOOGLE_SERVICE_ACCOUNT: "" }],
  ])("is off without %s", async (name, variables) => {
    const connectors = connectorsFor(stage.vendors.url, variables);

    expect(connectors.providers[connector]!.off).toBe(`${name} is not set`);
    expect((await failureOf(ask(account, 14, connectors))).message).toContain(name);
  });

  it("says whose findings it reads", async () => {
    expect(await stage.connectors.providers[connector]!.check()).toBe(
      "soar-response@soar-operations.iam.gserviceaccount.com reads the findings of 1 place",
    );
  });

  it("takes no settings that could reach elsewhere", () => {
    for (const parent of ["organizations/1/x", "organizations/-", "../x", "projects/UPPER"]) {
      expect(() => connectorsFor(stage.vendors.url, { GOOGLE_SCC_PARENTS: parent })).toThrow(
        /GOOGLE_SCC_PARENTS must be/,
      );
    }
  });
});

describe("a finding of Security Command Center", () => {
  it.each([
    ["TruePositive", "setState", { state: "INACTIVE" }, "Inactive"],
    ["Undetermined", "setState", { state: "INACTIVE" }, "Inactive"],
    ["FalsePositive", "setMute", { mute: "MUTED" }, "Muted"],
    ["BenignPositive", "setMute", { mute: "MUTED" }, "Muted"],
  ] as const)("is closed for %s by %s, and no other is", async (classification, verb, body, as) => {
    scene({ findings: [finding("1"), finding("2")] });

    expect(await close(classification)).toEqual({ state: "closed", as });

    expect(changes()).toEqual([[`/scc/v2/${nameOf("1")}:${verb}`, body]]);
    expect(rows()).toMatchObject([body, { state: "ACTIVE", mute: "UNDEFINED" }]);
  });

  it("is found by the older form of its name, too", async () => {
    const older = nameOf("1").replace("/locations/global", "");

    expect(await close("TruePositive", older)).toEqual({ state: "closed", as: "Inactive" });
    expect(rows()).toMatchObject([{ state: "INACTIVE" }]);
  });

  it.each([
    [{ state: "INACTIVE" }, "Inactive"],
    [{ mute: "MUTED" }, "Muted"],
    [{ state: "STATE_UNSPECIFIED" }, "STATE_UNSPECIFIED"],
  ])("is left alone where it is %j already", async (more, as) => {
    scene({ findings: [finding("1", more)] });

    expect(await close("FalsePositive")).toEqual({ state: "was-closed", as });
    expect(await close()).toEqual({ state: "was-closed", as });
    expect(changes()).toEqual([]);
  });

  it("stays open when it happened again since the incident was looked at", async () => {
    const eventTime = "2026-11-24T05:00:00Z";
    scene({ findings: [finding("1", { eventTime })] });
    const lookedAt = "2026-11-24T04:59:59Z";

    expect(await close("TruePositive", nameOf("1"), stage.connectors, lookedAt)).toEqual({
      state: "again",
      as: eventTime,
    });
    expect(changes()).toEqual([]);
  });

  it("is told to be gone where there is none, or none when it is to be changed", async () => {
    expect(await close("TruePositive", nameOf("2"))).toEqual({ state: "gone", as: "" });
    expect(changes()).toEqual([]);
    stage.vendors.fault({ vendor, route: `POST /scc/v2/${nameOf("1")}:setState`, status: 404 });

    expect(await close()).toEqual({ state: "gone", as: "" });
  });

  it.each([
    nameOf("1").replace("104857600001", "2"),
    `${nameOf("1")}/x`,
    nameOf("1").replace("8600001", "-"),
  ])("is not asked for outside of the settings: %s", async (id) => {
    expect((await failureOf(close("TruePositive", id))).message).toContain(
      "is of none of GOOGLE_SCC_PARENTS: look at it by hand",
    );
    expect([...asked(), ...changes()]).toEqual([]);
  });

  it("is no other that Google answers in its place", async () => {
    const route = "GET /scc/v2/organizations";
    const other = { name: nameOf("2"), state: "ACTIVE" };
    stage.vendors.fault({ vendor, route, body: { listFindingsResults: [{ finding: other }] } });

    expect(await close()).toEqual({ state: "gone", as: "" });
    expect(changes()).toEqual([]);
  });

  it("is not said to be closed where the answer shows it open", async () => {
    const route = `POST /scc/v2/${nameOf("1")}:setState`;
    stage.vendors.fault({ vendor, route, body: { name: nameOf("1"), state: "ACTIVE" } });

    const failure = await failureOf(close());

    expect(failure).toMatchObject({ kind: "permanent", mayHaveHappened: true });
    expect(failure.message).toContain("is open still");
  });

  it.each([
    ["TruePositive", "securitycenter.findings.setState"],
    ["FalsePositive", "securitycenter.findings.setMute"],
  ] as const)("says for %s which permission lacks", async (classification, permission) => {
    scene({ denied: [permission] });

    expect((await failureOf(close(classification))).message).toContain(
      `a role with ${permission} on`,
    );
  });
});
