import * as fc from "fast-check";
import type { Entity } from "../../domain/entity";
import type { IncidentHint } from "../../domain/incident";
import { isRedirected, mergeEntities, settled } from "../../domain/settle";
import { hostileEntities } from "../support/hostile";
import { sampleIncident } from "../support/sample-report";

const hint = (more: Partial<IncidentHint> = {}): IncidentHint => ({
  trigger: "incident",
  incident: sampleIncident.ref,
  title: "From the trigger",
  severity: "Low",
  description: "Told",
  number: 1,
  entities: [],
  entitiesLeftOut: 0,
  ...more,
});

describe("settled()", () => {
  it.each([
    ["2026-08-01T10:45:00.7654322Z", "the last digit"],
    ["2026-08-01T10:45:01Z", "a second"],
    ["2026-08-01T12:45:01+02:00", "a second, elsewhere"],
  ])("takes the trigger's words when it is newer: %s, by %s", (lastModified) => {
    expect(settled(sampleIncident, hint({ lastModified }))).toEqual({
      ...sampleIncident,
      title: "From the trigger",
      severity: "Low",
      description: "Told",
      number: 1,
    });
  });

  it.each([
    undefined,
    "2026-08-01T10:45:00.7654321Z",
    "2026-08-01T10:45:00.765Z",
    "2026-08-01T12:45:00+02:00",
    "soon",
  ])("takes Sentinel's when the trigger is of %s", (lastModified) => {
    const told = hint(lastModified === undefined ? {} : { lastModified });
    expect(settled(sampleIncident, told)).toEqual(sampleIncident);
  });

  it("keeps what the trigger did not say", () => {
    const silent: IncidentHint = {
      trigger: "incident",
      entities: [],
      entitiesLeftOut: 0,
      lastModified: "2027-01-01T00:00:00Z",
    };

    expect(settled(sampleIncident, silent)).toEqual(sampleIncident);
  });

  it("fills in an address that only the trigger has", () => {
    const { url, ...without } = sampleIncident;

    expect(settled(without, hint({ url: "https://portal.azure.com/" })).url).toBe(
      "https://portal.azure.com/",
    );
    expect(settled(sampleIncident, hint({ url: "https://portal.azure.com/" })).url).toBe(url);
  });
});

describe("isRedirected()", () => {
  const tombstone = {
    ...sampleIncident,
    status: "Closed" as const,
    labels: ["redirected"],
    alertCount: 0,
  };

  it("recognises what remains of a merged incident", () => {
    expect(isRedirected(tombstone)).toBe(true);
  });

  it.each([
    { status: "Active" as const },
    { labels: [] },
    { labels: ["Redirected to nobody"] },
    { alertCount: 1 },
  ])("takes it for an incident when it differs by %j", (difference) => {
    expect(isRedirected({ ...tombstone, ...difference })).toBe(false);
  });
});

describe("mergeEntities()", () => {
  const guid = "99999999-9999-9999-9999-999999999999";
  const other = "88888888-8888-8888-8888-888888888888";

  it("shows equal entities once, in the order of the first list", () => {
    const ip: Entity = { kind: "Ip", address: "45.83.64.10" };
    const url: Entity = { kind: "Url", url: "https://bad.zz" };

    expect(mergeEntities([url, ip], [ip, { ...ip }, url])).toEqual([url, ip]);
  });

  it("joins what two lists know of one account", () => {
    const merged = mergeEntities(
      [{ kind: "Account", label: "alex", name: "alex", aadUserId: guid }],
      [
        {
          kind: "Account",
          label: "alex@contoso.zz",
          userPrincipalName: "alex@contoso.zz",
          aadUserId: guid,
        },
        {
          kind: "Account",
          label: "ALEX@contoso.zz",
          userPrincipalName: "ALEX@contoso.zz",
          sid: "S-1-5-18",
        },
      ],
    );

    expect(merged).toEqual([
      {
        kind: "Account",
        label: "alex@contoso.zz",
        name: "alex",
        aadUserId: guid,
        userPrincipalName: "alex@contoso.zz",
        sid: "S-1-5-18",
      },
    ]);
  });

  it("keeps accounts apart that have one name and two ids", () => {
    const accounts: Entity[] = [
      { kind: "Account", label: "alex", name: "alex", aadUserId: guid },
      { kind: "Account", label: "alex", name: "alex", aadUserId: other },
    ];

    expect(mergeEntities(accounts, [])).toEqual(accounts);
  });

  it("joins hosts of one name, and keeps apart those of two Azure ids", () => {
    const host: Entity = { kind: "Host", label: "srv-01", hostName: "srv-01" };
    const inAzure = (id: string): Entity => ({ ...host, azureResourceId: `/subscriptions/${id}` });

    expect(mergeEntities([host], [inAzure("a")])).toEqual([inAzure("a")]);
    expect(mergeEntities([inAzure("a")], [inAzure("b")])).toEqual([inAzure("a"), inAzure("b")]);
  });

  it("loses no entity, doubles none, and merging again changes nothing", () => {
    fc.assert(
      fc.property(hostileEntities, hostileEntities, (first, second) => {
        const merged = mergeEntities(first, second);
        const texts = merged.map((entity) => JSON.stringify(entity));
        expect(new Set(texts).size).toBe(texts.length);
        expect(mergeEntities(merged, [...first, ...second])).toEqual(merged);
        const others = first.filter(({ kind }) => kind !== "Account" && kind !== "Host");
        expect(merged).toEqual(expect.arrayContaining(others));
      }),
    );
  });
});
