import { openSplunk } from "../../connectors/splunk/client";
import { runSearch, sidOf } from "../../connectors/splunk/job";
import { eventsOf } from "../../connectors/splunk/searches";
import type { Entity } from "../../domain/entity";
import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "splunk";
const secret = "splunk-test-token";
const jobs = "/services/search/v2/jobs";

const alex: Entity = {
  kind: "Account",
  label: "alex@contoso.example",
  userPrincipalName: "alex@contoso.example",
  name: "alex",
  ntDomain: "CONTOSO",
};
const server: Entity = {
  kind: "Host",
  label: "srv-01.contoso.example",
  hostName: "srv-01",
  dnsDomain: "contoso.example",
};
const address = (text: string): Entity => ({ kind: "Ip", address: text });

interface State {
  jobs: { sid: string; search: string; earliest: string }[];
}
const scene = (value: object) => stage.vendors.scene(vendor, value);
const ran = () => (stage.vendors.state(vendor) as State).jobs;
let asked = 0;
/** Each time of another incident, so that no answer of before is given. */
const ask = async (entity: Entity, days = 14, connectors = stage.connectors) =>
  (await connectors.context.splunk!([entity], days, `incident-${++asked}`))[0]!;

const event = (raw: string, more: object = {}) => ({
  index: "main",
  sourcetype: "pan:traffic",
  at: new Date(Date.now() - 3_600_000).toISOString(),
  raw,
  ...more,
});

beforeEach(() =>
  scene({
    token: secret,
    capabilities: ["search"],
    searchable: ["main", "windows"],
    searchSeconds: 0,
    mostSearches: 1_000,
    fails: null,
    warnings: [],
    events: [event("src=45.83.64.10 action=allow")],
  }),
);

for (const [name, route] of [
  ["starting the search", `POST ${jobs}`],
  ["asking whether it is done", `GET ${jobs}/{sid}`],
  ["reading what it found", `GET ${jobs}/{sid}/results`],
] as const) {
  keepsConnectorContract(
    `splunk.context(), ${name}`,
    {
      vendor,
      route,
      secret,
      isWrite: false,
      call: (connectors) => ask(address("45.83.64.10"), 14, connectors),
    },
    stage,
  );
}
keepsConnectorContract(
  "splunk.check()",
  {
    vendor,
    route: "GET /services/authentication/current-context",
    secret,
    isWrite: false,
    call: (connectors) => connectors.providers[vendor]!.check(),
  },
  stage,
);

describe("what Splunk says of an entity", () => {
  it("is how many events name it, when, and of which sourcetypes, and nothing against it", async () => {
    scene({
      events: [
        event("src=45.83.64.10", { at: new Date(Date.now() - 7_200_000).toISOString() }),
        event("src=45.83.64.10"),
        event("client 45.83.64.10 denied", {
          sourcetype: "WinEventLog:Security",
          index: "windows",
        }),
        event("src=45.83.64.100"),
      ],
    });

    expect(await ask(address("45.83.64.10"))).toEqual({
      source: "splunk",
      about: expect.any(String),
      label: "45.83.64.10",
      state: "found",
      facts: [
        expect.stringMatching(
          /^Named by 3 events in the last 14 days, from \d{4}-\d\d-\d\d \d\d:\d\d UTC to \d{4}/,
        ),
        "Sourcetypes: pan:traffic (2), WinEventLog:Security (1)",
      ],
      signals: [],
    });
  });

  it.each([
    ["a principal name", alex, "logon of ALEX@contoso.example"],
    ["a domain's account", alex, "Account: CONTOSO\\alex failed"],
    ["a short name", server, "host srv-01 rebooted"],
    ["a full name", server, "host=srv-01.contoso.example"],
    ["an IPv6 address", address("2001:DB8:0::1"), "src=2001:db8::1"],
  ])("is found by %s", async (_, entity, raw) => {
    scene({ events: [event(raw)] });

    expect(await ask(entity)).toMatchObject({ state: "found" });
  });

  it("is nothing where another account has the same bare name", async () => {
    scene({ events: [event("user=alex"), event("FABRIKAM\\alex")] });

    expect(await ask(alex)).toMatchObject({ state: "none", facts: [], signals: [] });
  });

  it("is of the days that were asked for, in the indexes of the settings", async () => {
    scene({
      events: [
        event("45.83.64.10", { at: new Date(Date.now() - 30 * 3_600_000).toISOString() }),
        event("45.83.64.10", { index: "other" }),
        event("else"),
      ],
      searchable: ["main", "other"],
    });

    expect(await ask(address("45.83.64.10"), 1)).toMatchObject({ state: "none" });
    expect(await ask(address("45.83.64.10"), 2)).toMatchObject({
      facts: [expect.stringMatching(/^Named by 1 event in the last 2 days/), expect.any(String)],
    });
  });

  it("is not taken for nothing where the token is shown no event at all", async () => {
    scene({ searchable: [] });

    expect(await ask(address("45.83.64.10"))).toMatchObject({
      state: "not-collected",
      note: "the token is shown no event in the last 14 days of main, windows: see that they exist, and that a role of its user may search them",
    });
  });

  it.each([
    ["an account of no name but its own", { kind: "Account", label: "alex", name: "alex" }],
    ["a name with a wildcard", { kind: "Account", label: "a*", userPrincipalName: "a*@x.example" }],
    ["no address", address("45.83.64.x")],
  ] as [string, Entity][])("is not asked about %s", async (_, entity) => {
    const before = ran().length;

    expect(await ask(entity)).toMatchObject({ state: "not-collected", facts: [] });
    expect(ran()).toHaveLength(before);
  });

  it("is in part what Splunk warns of, and where it ended the search", async () => {
    scene({ warnings: ["Unable to distribute to peer idx-2"] });

    expect(await ask(address("45.83.64.10"))).toMatchObject({
      state: "partial",
      note: "Splunk says: Unable to distribute to peer idx-2",
      facts: [expect.any(String), expect.any(String)],
    });
    expect(await ask(address("45.83.64.11"))).toMatchObject({ state: "partial", facts: [] });
  });

  it("names five sourcetypes, and counts the others", async () => {
    scene({
      events: Array.from({ length: 102 }, (_, index) =>
        event("45.83.64.10", { sourcetype: `kind-${index}` }),
      ),
    });

    const { state, note, facts } = await ask(address("45.83.64.10"));

    expect({ state, note }).toEqual({
      state: "partial",
      note: "only the first 100 sourcetypes were read",
    });
    expect(facts[1]).toMatch(/^Sourcetypes: (kind-\d+ \(1\),? ){5}and 95 more$/);
  });

  it("holds no sign that a sourcetype's name should not bring into a comment", async () => {
    scene({ events: [event("45.83.64.10", { sourcetype: `x\u202Ey\u0007${"z".repeat(99)}` })] });

    const { facts } = await ask(address("45.83.64.10"));

    expect(facts[1]).toMatch(/^Sourcetypes: xy z+… \(1\)$/);
  });
});

describe("a search", () => {
  const opened = () =>
    openSplunk(
      { url: `${stage.vendors.url}/splunk`, secretName: "any", indexes: ["main"] },
      { get: async () => secret, forget: () => {} },
    ).http;
  const question = (by: string) => ({ search: eventsOf(["main"]), days: 14, by });

  it("waits until its job is done", async () => {
    scene({ searchSeconds: 0.2 });

    expect(await ask(address("45.83.64.10"))).toMatchObject({ state: "found" });
  });

  it("goes on with the job that is there when it took too long", async () => {
    scene({ searchSeconds: 0.2 });
    const before = ran().length;

    const error = await failureOf(runSearch(opened(), question("late"), [0, 0]));
    const found = await runSearch(opened(), question("late"));

    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: false });
    expect(error.message).toMatch(/was not done after 0 s/);
    expect(found).toEqual({ rows: [{ count: "1" }] });
    expect(ran()).toHaveLength(before + 1);
  });

  it("goes on with the job that is there when the answer to its start was lost", async () => {
    const before = ran().length;
    stage.vendors.fault({ vendor, route: `POST ${jobs}`, kind: "reset", afterEffect: true });

    await failureOf(runSearch(opened(), question("lost")));
    await runSearch(opened(), question("lost"));

    expect(ran()).toHaveLength(before + 1);
  });

  it("is another one for another question, another incident and a later time", () => {
    const now = Date.parse("2026-11-24T03:00:00.000Z");
    const one = question("incident-1");
    const ids = [
      sidOf(one, now),
      sidOf({ ...one, days: 15 }, now),
      sidOf({ ...one, search: eventsOf(["windows"]) }, now),
      sidOf(question("incident-2"), now),
      sidOf(one, now + 600_000),
    ];

    expect(new Set(ids).size).toBe(5);
    expect(sidOf(one, now + 599_999)).toBe(ids[0]);
    expect(ids[0]).toMatch(/^soar_[0-9a-f]{32}$/);
  });

  it("fails with Splunk's own words", async () => {
    scene({ fails: "The index 'main' is offline" });

    const error = await failureOf(ask(address("45.83.64.10")));

    expect(error.kind).toBe("permanent");
    expect(error.message).toBe(
      "splunk: The search failed at Splunk (The index 'main' is offline): see its job inspector",
    );
  });

  it("says which capability lacks", async () => {
    scene({ capabilities: [] });

    const error = await failureOf(ask(address("45.83.64.10")));

    expect(error.kind).toBe("auth");
    expect(error.message).toContain("the capability search");
  });
});

describe("splunk.check()", () => {
  const check = (connectors = stage.connectors) => connectors.providers[vendor]!.check();

  it("says whose token it is, and searches nothing", async () => {
    const before = ran().length;

    expect(await check()).toBe("the token of soar may search; only a search would show what");
    expect(ran()).toHaveLength(before);
  });

  it("says which capability lacks", async () => {
    scene({ capabilities: ["rtsearch"] });

    expect((await failureOf(check())).message).toContain("give a role of the token's user");
  });

  it.each(["SPLUNK_URL", "SPLUNK_INDEXES"])("is off without %s", async (name) => {
    const connectors = connectorsFor(stage.vendors.url, { [name]: "" });

    expect(connectors.providers[vendor]!.off).toBe(`${name} is not set`);
    expect((await failureOf(check(connectors))).message).toContain(`${name} is not set`);
  });

  it("takes no index with a wildcard", () => {
    expect(() => connectorsFor(stage.vendors.url, { SPLUNK_INDEXES: "*" })).toThrow(
      /SPLUNK_INDEXES must be the names of at most ten indexes/,
    );
  });
});
