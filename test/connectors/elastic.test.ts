import type { Entity } from "../../domain/entity";
import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "elastic";
const searchRoute = "POST /{target}/_search";
const readKey = Buffer.from("elastic-read:elastic-test-read-key").toString("base64");

const alex: Entity = {
  kind: "Account",
  label: "alex@contoso.example",
  userPrincipalName: "alex@contoso.example",
  aadUserId: "7d0f3a52-0000-4000-8000-0000000000aa",
  name: "alex",
  ntDomain: "CONTOSO",
};
const server: Entity = {
  kind: "Host",
  label: "srv-01.contoso.example",
  hostName: "srv-01",
  dnsDomain: "contoso.example",
};
const sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const file: Entity = { kind: "FileHash", algorithm: "SHA256", value: sha256 };
const domain: Entity = { kind: "DnsResolution", domainName: "contoso-secure-login.net" };
const link: Entity = { kind: "Url", url: "https://contoso-secure-login.net/verify?a=1" };
const address = (text: string): Entity => ({ kind: "Ip", address: text });

const scene = (value: object) => stage.vendors.scene(vendor, value);
const ask = async (entity: Entity, days = 14, connectors = stage.connectors) =>
  (await connectors.context.elastic!([entity], days))[0]!;
const searches = () => stage.vendors.calls(vendor).filter(({ path }) => path.includes("/_search"));

const event = (source: object, more: { index?: string; at?: number; dataset?: string } = {}) => ({
  index: more.index ?? "logs-network-default",
  source: {
    "@timestamp": new Date(Date.now() - (more.at ?? 1) * 3_600_000).toISOString(),
    event: { dataset: more.dataset ?? "panw.panos" },
    ...source,
  },
});
const seen = { source: { ip: "45.83.64.10" } };

const indexes = [
  { name: "logs-network-default", shards: 2, failing: 0 },
  { name: "winlogbeat-8", shards: 1, failing: 0 },
];
const grants = (...names: string[]) => [{ names, privileges: ["read"] }];
const key = (rights: object[]) => ({
  id: "elastic-read",
  name: "soar",
  encoded: readKey,
  username: "soar",
  grants: rights,
});

beforeEach(() =>
  scene({
    keys: [key(grants("logs-*", "winlogbeat-*"))],
    indexes,
    documents: [event(seen)],
    timesOut: false,
    rejects: false,
  }),
);

keepsConnectorContract(
  "elastic.context(), naming an entity",
  {
    vendor,
    route: searchRoute,
    secret: readKey,
    isWrite: false,
    isNotFoundAnAnswer: true,
    call: (connectors) => ask(address("45.83.64.10"), 14, connectors),
  },
  stage,
);
keepsConnectorContract(
  "elastic.check()",
  {
    vendor,
    route: "POST /_security/user/_has_privileges",
    secret: readKey,
    isWrite: false,
    call: (connectors) => connectors.providers[vendor]!.check(),
  },
  stage,
);

describe("what Elastic says of an entity", () => {
  it("is how many events name it, when, and of which datasets, and nothing against it", async () => {
    scene({
      documents: [
        event(seen, { at: 2 }),
        event({ destination: { ip: "45.83.64.10" } }),
        event(
          { "source.ip": "45.83.64.10" },
          { index: "winlogbeat-8", dataset: "system.security" },
        ),
        event({ source: { ip: "45.83.64.100" } }),
      ],
    });

    expect(await ask(address("45.83.64.10"))).toEqual({
      source: "elastic",
      about: "address:45.83.64.10",
      label: "45.83.64.10",
      state: "found",
      facts: [
        expect.stringMatching(
          /^Named by 3 events in the last 14 days, from \d{4}-\d\d-\d\d \d\d:\d\d UTC to \d{4}/,
        ),
        "Datasets: panw.panos (2), system.security (1)",
      ],
      signals: [],
    });
    expect(searches()).toHaveLength(1);
  });

  it.each<[string, Entity, object]>([
    ["a principal name", alex, { user: { name: "ALEX@contoso.example" } }],
    ["a mail address", alex, { user: { email: "alex@contoso.example" } }],
    ["a principal name in halves", alex, { user: { name: "alex", domain: "contoso.example" } }],
    ["a domain's account", alex, { user: { name: "Alex", domain: "contoso" } }],
    ["an object id", alex, { user: { id: "7d0f3a52-0000-4000-8000-0000000000aa" } }],
    ["a short name", server, { host: { name: "SRV-01" } }],
    ["a full name", server, { host: { hostname: "srv-01.contoso.example" } }],
    ["an IPv6 address", address("2001:DB8:0::1"), { client: { ip: "2001:db8::1" } }],
    [
      "one of many addresses",
      address("45.83.64.10"),
      { related: { ip: ["10.0.0.7", "45.83.64.10"] } },
    ],
    [
      "a name that was asked for",
      domain,
      { dns: { question: { name: "contoso-secure-login.net" } } },
    ],
    ["the domain of a URL", domain, { url: { domain: "contoso-secure-login.net" } }],
    ["a whole URL", link, { url: { original: "https://contoso-secure-login.net/verify?a=1" } }],
    ["a file's hash", file, { file: { hash: { sha256: sha256.toUpperCase() } } }],
    ["a process's hash", file, { process: { hash: { sha256 } } }],
  ])("is found by %s", async (_, entity, source) => {
    scene({ documents: [event(source)] });

    expect(await ask(entity)).toMatchObject({ state: "found" });
  });

  it.each<[string, Entity, object]>([
    ["another account of the bare name", alex, { user: { name: "alex" } }],
    ["an account of another domain", alex, { user: { name: "alex", domain: "FABRIKAM" } }],
    ["a name that begins alike", server, { host: { name: "srv-011" } }],
    ["another page of the host", link, { url: { original: "https://contoso-secure-login.net/" } }],
    ["a hash of another algorithm", file, { file: { hash: { sha512: sha256 } } }],
  ])("is nothing where there is only %s", async (_, entity, source) => {
    scene({ documents: [event(source)] });

    expect(await ask(entity)).toMatchObject({ state: "none", facts: [], signals: [] });
  });

  it("is of the days that were asked for, in the indexes of the settings", async () => {
    scene({
      indexes: [...indexes, { name: "other", shards: 1, failing: 0 }],
      documents: [event(seen, { at: 30 }), event(seen, { index: "other" }), event({})],
    });

    expect(await ask(address("45.83.64.10"), 1)).toMatchObject({ state: "none" });
    expect(await ask(address("45.83.64.10"), 2)).toMatchObject({
      facts: [expect.stringMatching(/^Named by 1 event in the last 2 days/), expect.any(String)],
    });
  });

  it("names five datasets, and counts the events of the others", async () => {
    scene({
      documents: Array.from({ length: 8 }, (_, at) => event(seen, { dataset: `kind-${at}` })),
    });

    const { state, facts } = await ask(address("45.83.64.10"));

    expect(state).toBe("found");
    expect(facts[1]).toMatch(/^Datasets: (kind-\d \(1\),? ){5}and 3 events of others$/);
  });

  it("holds no sign that a dataset's name should not bring into a comment", async () => {
    scene({ documents: [event(seen, { dataset: `x\u202Ey\u0007${"z".repeat(99)}` })] });

    const { facts } = await ask(address("45.83.64.10"));

    expect(facts[1]).toMatch(/^Datasets: xy z+… \(1\)$/);
  });

  it.each<[string, Entity]>([
    ["an account of no name but its own", { kind: "Account", label: "alex", name: "alex" }],
    ["no address", address("45.83.64.x")],
    [
      "a URL that is longer than fields are indexed",
      { kind: "Url", url: `https://a/${"b".repeat(1_100)}` },
    ],
    ["a resource of Azure", { kind: "AzureResource", label: "a", resourceId: "/subscriptions/a" }],
  ])("is not asked about %s", async (_, entity) => {
    expect(await ask(entity)).toMatchObject({ state: "not-collected", facts: [] });
    expect(searches()).toHaveLength(0);
  });
});

describe("an answer of Elasticsearch", () => {
  it("is in part where shards gave none, and never taken for nothing", async () => {
    scene({
      indexes: [{ name: "logs-network-default", shards: 2, failing: 1 }, indexes[1]],
      documents: [event({}), event(seen)],
    });

    expect(await ask(address("45.83.64.10"))).toMatchObject({
      state: "partial",
      note: "1 of 3 shards gave no answer (no_shard_available_action_exception)",
      facts: [expect.any(String), expect.any(String)],
    });
    expect(await ask(address("45.83.64.11"))).toMatchObject({ state: "partial", facts: [] });
  });

  it("is in part where the search ended at its time", async () => {
    scene({ timesOut: true, documents: [event(seen), event(seen)] });

    expect(await ask(address("45.83.64.10"))).toMatchObject({
      state: "partial",
      note: "Elasticsearch ended the search after 15 s",
    });
  });

  it("is a failure that passes where no shard answers", async () => {
    scene({ indexes: indexes.map((one) => ({ ...one, failing: one.shards })) });

    expect(await failureOf(ask(address("45.83.64.10")))).toMatchObject({
      kind: "transient",
      message: expect.stringContaining("search_phase_execution_exception: all shards failed"),
    });
  });

  it("is not taken for nothing where a pattern stands for no index", async () => {
    scene({ indexes: [indexes[0]] });

    expect(await ask(address("45.83.64.10"))).toMatchObject({
      state: "not-collected",
      note: "one of logs-*, winlogbeat-* stands for no index that the API key is shown: see ELASTIC_INDEXES, and what the key may read",
    });
  });

  it("is not taken for nothing where the key may not read what a pattern stands for", async () => {
    scene({ keys: [key(grants("logs-*"))] });

    expect(await ask(address("45.83.64.10"))).toMatchObject({ state: "not-collected" });
  });

  it("is not taken for nothing where no event is there at all", async () => {
    scene({ documents: [] });

    expect(await ask(address("45.83.64.10"))).toMatchObject({
      state: "not-collected",
      note: "the API key is shown no event in the last 14 days of logs-*, winlogbeat-*: see that events come, and that the key may read them",
    });
  });

  it("says which privilege lacks", async () => {
    scene({ keys: [key([])] });

    const error = await failureOf(ask(address("45.83.64.10")));

    expect(error.kind).toBe("auth");
    expect(error.message).toContain("the index privilege read on logs-*, winlogbeat-*");
  });

  it("is waited for where Elasticsearch has too much to do", async () => {
    scene({ rejects: true });

    expect(await failureOf(ask(address("45.83.64.10")))).toMatchObject({
      kind: "rate-limited",
      message: expect.stringContaining("es_rejected_execution_exception"),
    });
  });
});

describe("elastic.check()", () => {
  const check = (connectors = stage.connectors) => connectors.providers[vendor]!.check();

  it("says whose key it is and what it may read, and searches nothing", async () => {
    expect(await check()).toBe("the API key of soar may read logs-*, winlogbeat-*");
    expect(searches()).toHaveLength(0);
  });

  it("says what the key may not read", async () => {
    scene({ keys: [key(grants("logs-*"))] });

    const error = await failureOf(check());

    expect(error.kind).toBe("auth");
    expect(error.message).toContain("not the privilege read on winlogbeat-*");
  });

  it.each(["ELASTIC_URL", "ELASTIC_INDEXES"])("is off without %s", async (name) => {
    const connectors = connectorsFor(stage.vendors.url, { [name]: "" });

    expect(connectors.providers[vendor]!.off).toBe(`${name} is not set`);
    expect((await failureOf(check(connectors))).message).toContain(`${name} is not set`);
  });

  it.each(["*", "_all", "logs-*,-logs-secret", "a/b", "<logs-{now}>", "l*gs"])(
    "takes no index that is called %s",
    (names) => {
      expect(() => connectorsFor(stage.vendors.url, { ELASTIC_INDEXES: names })).toThrow(
        /ELASTIC_INDEXES must be at most ten names of indexes/,
      );
    },
  );
});
