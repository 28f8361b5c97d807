import * as fc from "fast-check";
import type { ContextFinding } from "../../../domain/context";
import {
  CONTEXT_SOURCES,
  type ContextSourceName,
  contextSources,
} from "../../../domain/context-source";
import type { AccountEntity, Entity, HostEntity } from "../../../domain/entity";
import { keyOf } from "../../../domain/signal";
import { keepsConnectorContract } from "../../support/connector-contract";
import { hostileText } from "../../support/hostile";
import { connectorsFor, failureOf, useStage } from "../stage";

const stage = useStage();

const alex: AccountEntity = {
  kind: "Account",
  label: "alex@contoso.example",
  userPrincipalName: "alex@contoso.example",
  aadUserId: "99999999-9999-9999-9999-999999999999",
  name: "alex",
};
const kim: AccountEntity = {
  kind: "Account",
  label: "kim@contoso.example",
  userPrincipalName: "kim@contoso.example",
  name: "kim",
};
const server: HostEntity = {
  kind: "Host",
  label: "srv-01.contoso.example",
  hostName: "srv-01",
  dnsDomain: "contoso.example",
};
const vault: Entity = {
  kind: "AzureResource",
  label: "vaults/payroll",
  resourceId:
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/payroll",
};
const address = (text: string): Entity => ({ kind: "Ip", address: text });
const hash = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
const everything: Entity[] = [
  alex,
  server,
  vault,
  address("203.0.113.10"),
  { kind: "DnsResolution", domainName: "bad.example" },
  { kind: "FileHash", algorithm: "SHA256", value: hash },
];

const ofLogs = CONTEXT_SOURCES.filter(
  (name) => contextSources[name].vendor === "azure-monitor-logs",
);
const takenBy = (name: ContextSourceName, entities: Entity[]): Entity[] =>
  entities.filter(({ kind }) => contextSources[name].takes.includes(kind));

const logs = (scene: object) => stage.vendors.scene("azure-monitor-logs", scene);
const asked = () =>
  (stage.vendors.state("azure-monitor-logs") as { queries: { query: string; timespan?: string }[] })
    .queries;
const ask = (name: ContextSourceName, entities: Entity[], days = 14, incident?: string) =>
  stage.connectors.context[name]!(entities, days, incident);
/** What one source says of one entity, over the rows of one table. */
const told = async (
  name: ContextSourceName,
  entity: Entity,
  rows: Record<string, object[]>,
): Promise<ContextFinding> => {
  logs({ rows });
  const [finding] = await ask(name, [entity]);
  return finding!;
};
const signalsOf = ({ signals }: ContextFinding) =>
  signals.map(({ name, strength }) => [name, strength]);

beforeEach(() => logs({ missingTables: [], limits: { requestsPer30Seconds: 10_000 } }));

describe.each(ofLogs)("%s", (name) => {
  keepsConnectorContract(
    `context.${name}()`,
    {
      vendor: "azure-monitor-logs",
      route: "POST /v1/workspaces",
      isWrite: false,
      call: (connectors) => connectors.context[name]!(takenBy(name, everything), 14),
    },
    stage,
  );

  it("asks once about all entities, and answers for each", async () => {
    const entities = takenBy(name, everything);
    const before = asked().length;

    const findings = await ask(name, entities);

    expect(findings.map(({ about }) => about).toSorted()).toEqual(entities.map(keyOf).toSorted());
    expect(asked()).toHaveLength(before + 1);
    expect(findings.every(({ source }) => source === name)).toBe(true);
  });

  it("tells a table that is not collected from nothing found", async () => {
    logs({
      missingTables: Object.keys(
        (stage.vendors.state("azure-monitor-logs") as { rows: object }).rows,
      ),
    });

    const findings = await ask(name, takenBy(name, everything));

    expect(findings.map(({ state }) => state)).toEqual(findings.map(() => "not-collected"));
    expect(findings[0]!.note).toMatch(/^the workspace has no table \w/);
  });

  it("says nothing about strangers", async () => {
    const strangers: Entity[] = [
      { kind: "Account", label: "x", userPrincipalName: "nobody@nowhere.example" },
      { kind: "Host", label: "nowhere", hostName: "nowhere" },
      address("198.51.100.77"),
      { kind: "DnsResolution", domainName: "nowhere.example" },
      { kind: "FileHash", algorithm: "MD5", value: "0".repeat(32) },
    ];

    const findings = await ask(name, takenBy(name, strangers));

    expect(findings.map(({ state, facts, signals }) => [state, facts, signals])).toEqual(
      findings.map(() => ["none", [], []]),
    );
  });

  it("marks every answer of a part of the logs as a part, also where nothing was found", async () => {
    stage.vendors.fault({
      vendor: "azure-monitor-logs",
      route: "*",
      status: 200,
      body: {
        tables: [{ name: "PrimaryResult", columns: [{ name: "Any", type: "string" }], rows: [] }],
        error: { code: "PartialError", message: "Too large." },
      },
    });

    const findings = await ask(name, takenBy(name, everything));

    expect(findings.map(({ state }) => state)).toEqual(findings.map(() => "partial"));
    expect(findings[0]!.note).toBeDefined();
  });

  it("takes any name as a literal", async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const entities: Entity[] = [
          { kind: "Account", label: text, userPrincipalName: `${text}@b.example`, name: text },
          { kind: "Host", label: text, hostName: text },
          { kind: "DnsResolution", domainName: text },
        ];
        const findings = await ask(name, takenBy(name, [...entities, address("203.0.113.1")]));

        expect(findings.every(({ state }) => ["none", "not-collected"].includes(state))).toBe(true);
      }),
      { numRuns: 15 },
    );
  });
});

describe("sign-ins", () => {
  const signIn = { UserPrincipalName: "ALEX@contoso.example", Location: "NL", ResultType: "0" };

  it("tells accounts apart", async () => {
    logs({
      rows: {
        SigninLogs: [
          signIn,
          { ...signIn, UserPrincipalName: "kim@contoso.example", Location: "DE" },
        ],
      },
    });

    const [ofAlex, ofKim] = await ask("sign-ins", [alex, kim]);

    expect(ofAlex!.facts[1]).toContain("in NL");
    expect(ofKim!.facts[1]).toContain("in DE");
  });

  it("takes many failures for worse when a sign-in came after them", async () => {
    const failed = Array.from({ length: 20 }, () => ({
      ...signIn,
      ResultType: "50126",
      hoursAgo: 3,
    }));

    const alone = await told("sign-ins", alex, { SigninLogs: failed });
    const before = await told("sign-ins", alex, {
      SigninLogs: [...failed, { ...signIn, hoursAgo: 9 }],
    });
    const after = await told("sign-ins", alex, {
      SigninLogs: [...failed, { ...signIn, hoursAgo: 2 }],
    });

    expect(signalsOf(alone)).toEqual([["sign-in-failures", 0.1]]);
    expect(signalsOf(before)).toEqual([["sign-in-failures", 0.1]]);
    expect(signalsOf(after)).toEqual([["sign-in-failures", 0.68]]);
    expect(after.signals[0]!.because).toContain("then one succeeded");
  });

  it("takes a country for new only beside one that is not", async () => {
    const abroad = { ...signIn, Location: "RO", hoursAgo: 2 };

    const first = await told("sign-ins", alex, { SigninLogs: [abroad] });
    const moved = await told("sign-ins", alex, {
      SigninLogs: [{ ...signIn, hoursAgo: 200 }, abroad],
    });

    expect(first.signals).toEqual([]);
    expect(moved.signals).toMatchObject([
      { name: "new-country", because: expect.stringContaining("RO") },
    ]);
  });

  it("does not ask about an account that the logs cannot know, and says why", async () => {
    const local: AccountEntity = { kind: "Account", label: "SRV-01\\backup", sid: "S-1-5-21-1" };
    const before = asked().length;

    await expect(ask("sign-ins", [local])).resolves.toMatchObject([
      { state: "not-collected", note: expect.stringContaining("UPN or object id") },
    ]);
    expect(asked()).toHaveLength(before);
  });

  it("does without one of its two tables", async () => {
    logs({ missingTables: ["AADNonInteractiveUserSignInLogs"], rows: { SigninLogs: [signIn] } });

    await expect(ask("sign-ins", [alex])).resolves.toMatchObject([{ state: "found" }]);
  });

  it("says when there are more rows than it reads", async () => {
    const SigninLogs = Array.from({ length: 501 }, (_, index) => ({
      ...signIn,
      IPAddress: `10.0.${Math.floor(index / 250)}.${index % 250}`,
    }));

    const finding = await told("sign-ins", alex, { SigninLogs });

    expect(finding).toMatchObject({ state: "partial", note: "only the first 500 rows were read" });
    expect(finding.facts[0]).toContain("500 sign-ins");
  });
});

describe("address-sign-ins", () => {
  const from = { IPAddress: "203.0.113.10", ResultType: "0" };

  it("names the people whom a block would keep out, and not those who failed", async () => {
    const finding = await told("address-sign-ins", address("203.0.113.10"), {
      SigninLogs: [
        { ...from, UserPrincipalName: "Kim@contoso.example" },
        { ...from, UserPrincipalName: "kim@contoso.example" },
        { ...from, UserPrincipalName: "sam@contoso.example", ResultType: "50126" },
      ],
    });

    expect(finding.touches).toEqual({ count: 1, names: ["kim@contoso.example"] });
  });

  it("tells passwords tried on everybody", async () => {
    const SigninLogs = Array.from({ length: 30 }, (_, index) => ({
      ...from,
      UserPrincipalName: `user${index}@contoso.example`,
      ResultType: "50126",
    }));

    const finding = await told("address-sign-ins", address("203.0.113.10"), { SigninLogs });

    expect(signalsOf(finding)).toEqual([["sign-in-failures", 0.8]]);
    expect(finding).not.toHaveProperty("touches");
  });
});

describe("risky-sign-ins", () => {
  const risky = { UserPrincipalName: alex.label, RiskLevelDuringSignIn: "high", ResultType: "0" };

  it.each([
    [{ RiskState: "atRisk" }, [["risky-sign-in", 0.9]]],
    [{ RiskState: "confirmedCompromised" }, [["risky-sign-in", 1]]],
    [{ RiskState: "atRisk", ResultType: "53003" }, [["risky-sign-in", 0.45]]],
    [{ RiskState: "dismissed" }, []],
    [{ RiskState: "remediated" }, []],
  ])("weighs %j", async (more, signals) => {
    const finding = await told("risky-sign-ins", alex, { SigninLogs: [{ ...risky, ...more }] });

    expect(signalsOf(finding)).toEqual(signals);
    expect(finding.state).toBe("found");
  });
});

describe("mailbox-rules", () => {
  const rule = (Name: string, Value: string) => ({
    OfficeWorkload: "Exchange",
    Operation: "New-InboxRule",
    UserId: alex.label,
    Parameters: JSON.stringify([{ Name, Value }]),
  });

  it.each([
    ["ForwardTo", "x@elsewhere.example", [["mailbox-rule", 0.9]]],
    ["ForwardingSmtpAddress", "smtp:x@elsewhere.example", [["mailbox-rule", 0.9]]],
    ["RedirectTo", "kim@contoso.example", [["mailbox-rule", 0.4]]],
    ["DeleteMessage", "True", [["mailbox-rule", 0.6]]],
    ["DeleteMessage", "False", []],
    ["MoveToFolder", "News", []],
  ])("weighs %s %s", async (name, value, signals) => {
    const finding = await told("mailbox-rules", alex, { OfficeActivity: [rule(name, value)] });

    expect(signalsOf(finding)).toEqual(signals);
    expect(finding.facts[1]).toContain(`${name} ${value}`);
  });
});

describe("file-activity", () => {
  const downloads = (count: number, Operation = "FileDownloaded") =>
    Array.from({ length: count }, (_, index) => ({
      OfficeWorkload: "SharePoint",
      Operation,
      UserId: alex.label,
      OfficeObjectId: `file${index}`,
    }));

  it.each([
    [downloads(99), []],
    [downloads(250), [["mass-download", 0.5]]],
    [downloads(250, "FileSyncDownloadedFull"), [["mass-download", 0.25]]],
    [downloads(250, "SharingSet"), []],
  ])(
    "weighs how many files were downloaded within an hour: case %#",
    async (OfficeActivity, signals) => {
      expect(signalsOf(await told("file-activity", alex, { OfficeActivity }))).toEqual(signals);
    },
  );
});

describe("windows-events", () => {
  const on = { Computer: "SRV-01.contoso.example" };

  it.each([
    [1102, "audit-log-cleared"],
    [4720, "account-change"],
    [4728, "account-change"],
    [4732, "account-change"],
  ])("takes event %i for %s", async (EventID, name) => {
    const finding = await told("windows-events", server, { SecurityEvent: [{ ...on, EventID }] });

    expect(finding.signals).toMatchObject([{ name, at: expect.any(String) }]);
  });

  it("takes no logon for evidence, unless many failed before it", async () => {
    const logon = { ...on, TargetUserName: "alex", EventID: 4624, hoursAgo: 1 };
    const failed = Array.from({ length: 50 }, () => ({ ...logon, EventID: 4625, hoursAgo: 2 }));

    const quiet = await told("windows-events", alex, { SecurityEvent: [logon] });
    const guessed = await told("windows-events", alex, { SecurityEvent: [logon, ...failed] });

    expect(quiet).toMatchObject({ state: "found", signals: [] });
    expect(signalsOf(guessed)).toEqual([["sign-in-failures", 0.6]]);
  });
});

describe("firewall-traffic", () => {
  const flow = {
    DeviceProduct: "PAN-OS",
    DeviceAction: "allow",
    SourceIP: "10.20.0.15",
    DestinationIP: "203.0.113.10",
  };
  const bad = address("203.0.113.10");

  it("names the hosts that use an address", async () => {
    const CommonSecurityLog = [flow, { ...flow, SourceHostName: "pc-7", SourceIP: "10.20.0.16" }];

    const finding = await told("firewall-traffic", bad, { CommonSecurityLog });

    expect(finding.touches).toEqual({ count: 2, names: ["10.20.0.15", "pc-7"] });
  });

  it.each([
    ["what was sent out", { SentBytes: 500_000_000 }, [["exfiltration", 0.5]]],
    ["little of it", { SentBytes: 5_000_000 }, []],
    ["what came in", { SentBytes: 0, ReceivedBytes: 500_000_000 }, []],
    [
      "what was blocked",
      { DeviceAction: "Deny", SentBytes: 500_000_000 },
      [["blocked-traffic", 0.1]],
    ],
  ])("weighs %s", async (_, more, signals) => {
    const finding = await told("firewall-traffic", bad, {
      CommonSecurityLog: [{ ...flow, ...more }],
    });

    expect(signalsOf(finding)).toEqual(signals);
  });

  it("holds nothing against one of ours that an attacker was kept from", async () => {
    const CommonSecurityLog = [
      { ...flow, DeviceAction: "drop", SourceIP: "203.0.113.10", DestinationIP: "10.20.0.15" },
    ];

    const victim = await told("firewall-traffic", address("10.20.0.15"), { CommonSecurityLog });
    const attacker = await told("firewall-traffic", bad, { CommonSecurityLog });

    expect(victim.signals).toEqual([]);
    expect(signalsOf(attacker)).toEqual([["blocked-traffic", 0.1]]);
  });
});

describe("dns-queries", () => {
  const domain: Entity = { kind: "DnsResolution", domainName: "bad.example" };
  const lookup = (Name: string) => ({ Name, ClientIP: "10.20.0.15", IPAddresses: "203.0.113.10" });

  it("names who asked for a domain or for what is below it, in either table", async () => {
    const finding = await told("dns-queries", domain, {
      DnsEvents: [lookup("www.bad.example")],
      ASimDnsActivityLogs: [{ DnsQuery: "bad.example", SrcIpAddr: "10.20.0.16" }],
    });

    expect(finding.touches?.names.toSorted()).toEqual(["10.20.0.15", "10.20.0.16"]);
  });

  it.each(["notbad.example", "bad.example.other.test", "bad-example.test"])(
    "does not take %s for it",
    async (name) => {
      const finding = await told("dns-queries", domain, {
        DnsEvents: [lookup(name)],
        ASimDnsActivityLogs: [],
      });

      expect(finding.state).toBe("none");
    },
  );
});

describe("device-events", () => {
  const detected = { ActionType: "AntivirusDetection", FileName: "a.exe", SHA256: hash };
  const none = { DeviceFileEvents: [], DeviceProcessEvents: [] };

  it("names the devices that hold a file", async () => {
    const finding = await told("device-events", everything[5]!, {
      ...none,
      DeviceEvents: [],
      DeviceProcessEvents: [
        { DeviceName: "pc-1", SHA256: hash.toUpperCase() },
        { DeviceName: "pc-2", SHA256: hash },
      ],
    });

    expect(finding.touches).toEqual({ count: 2, names: ["pc-1", "pc-2"] });
    expect(finding.signals).toEqual([]);
  });

  it.each(["srv-01", "SRV-01.contoso.example"])("knows a host as %s", async (DeviceName) => {
    const finding = await told("device-events", server, {
      ...none,
      DeviceEvents: [{ ...detected, DeviceName }],
    });

    expect(finding.signals).toMatchObject([{ name: "threat-on-device" }]);
  });

  it.each(["srv-011", "srv-01.other.example", "my-srv-01", ""])(
    "does not take the host %j for it",
    async (DeviceName) => {
      const finding = await told("device-events", server, {
        ...none,
        DeviceEvents: [{ ...detected, DeviceName }],
      });

      expect(finding.state).toBe("none");
    },
  );
});

describe("azure-activity", () => {
  const call = {
    Caller: alex.label,
    OperationNameValue: "MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE",
    ActivityStatusValue: "Success",
  };

  it.each([
    [{}, [["azure-change", 0.7]]],
    [{ ActivityStatusValue: "Failure" }, []],
    [{ OperationNameValue: "Microsoft.Resources/tags/read" }, []],
  ])("weighs %j", async (more, signals) => {
    const finding = await told("azure-activity", alex, { AzureActivity: [{ ...call, ...more }] });

    expect(signalsOf(finding)).toEqual(signals);
  });

  it("tells what was done to a resource, by its id in any case", async () => {
    const { resourceId } = vault as { resourceId: string };
    const AzureActivity = [{ ...call, _ResourceId: resourceId.toLowerCase() }];

    expect(await told("azure-activity", vault, { AzureActivity })).toMatchObject({
      state: "found",
    });
  });
});

describe("behavior", () => {
  const unusual = { UserPrincipalName: alex.label, ActivityInsights: { A: "True", B: "False" } };

  it.each([
    [{ InvestigationPriority: 2 }, []],
    [{ InvestigationPriority: 8 }, [["anomalous-behavior", 0.8]]],
  ])("weighs %j", async (more, signals) => {
    const finding = await told("behavior", alex, { BehaviorAnalytics: [{ ...unusual, ...more }] });

    expect(signalsOf(finding)).toEqual(signals);
    expect(finding.facts[1]).toMatch(/because A$/);
  });
});

describe("watchlists", () => {
  const item = {
    WatchlistAlias: "Leavers",
    SearchKey: alex.label,
    _DTItemId: "1",
    _DTItemType: "watchlist-item",
    _DTItemStatus: "Create",
    hoursAgo: 5,
  };

  it("tells of every list, and holds against nobody what the policy does not name", async () => {
    const finding = await told("watchlists", alex, { Watchlist: [item] });

    expect(finding.facts).toEqual(["Is on the watchlist Leavers"]);
    expect(finding.signals).toEqual([]);
  });

  it("holds against whoever is on a list what the policy names", async () => {
    logs({ rows: { Watchlist: [item] } });
    const { context } = connectorsFor(stage.vendors.url, {}, { watchlists: ["leavers"] });

    const [finding] = await context.watchlists!([alex], 14);

    expect(finding!.signals).toMatchObject([
      { name: "watchlist-hit", because: expect.stringContaining("Leavers") },
    ]);
  });

  it.each([
    ["was taken off", { _DTItemStatus: "Delete", hoursAgo: 1 }],
    ["was taken off, as the page of the table says it", { _DTItemStatus: "Deleted", hoursAgo: 1 }],
    ["has outlived the list", { TimeToLive: "2020-08-20T17:00:00Z", hoursAgo: 1 }],
  ])("forgets who %s", async (_how, last) => {
    const finding = await told("watchlists", alex, { Watchlist: [item, { ...item, ...last }] });

    expect(finding.state).toBe("none");
  });

  it("tells of who is on it for some time yet", async () => {
    const finding = await told("watchlists", alex, {
      Watchlist: [{ ...item, TimeToLive: "9999-12-31T00:00:00Z" }],
    });

    expect(finding.state).toBe("found");
  });
});

describe("related-alerts", () => {
  const alert = (id: string, AlertSeverity: string, ...entities: object[]) => ({
    SystemAlertId: id,
    AlertName: `Alert ${id}`,
    AlertSeverity,
    Entities: JSON.stringify(entities),
  });
  const ofAlex = { Type: "account", Name: "Alex", UPNSuffix: "contoso.example" };

  it("is as bad as the worst alert", async () => {
    const finding = await told("related-alerts", alex, {
      SecurityAlert: [alert("a", "Low", ofAlex), alert("b", "High", ofAlex)],
    });

    expect(signalsOf(finding)).toEqual([["related-alerts", 0.8]]);
    expect(finding.facts[0]).toBe("2 other alerts in the last 14 days");
  });

  it("does not count the alerts that the incident is made of", async () => {
    logs({
      rows: {
        SecurityAlert: [alert("a", "Low", ofAlex), alert("b", "High", ofAlex)],
        SecurityIncident: [{ IncidentName: "i-1", AlertIds: ["b"] }],
      },
    });

    const [finding] = await ask("related-alerts", [alex], 14, "i-1");

    expect(finding!.facts[0]).toBe("1 other alert in the last 14 days");
  });

  it("looks inside: a name in a text, or a file of that name, is not the account", async () => {
    const finding = await told("related-alerts", alex, {
      SecurityAlert: [
        alert("a", "High", { Type: "file", Name: "alex" }),
        alert("b", "High", { Type: "process", CommandLine: "net user alex" }),
      ],
    });

    expect(finding.state).toBe("none");
  });
});

it("fails, and says so, where the service does", async () => {
  stage.vendors.fault({ vendor: "azure-monitor-logs", route: "*", status: 503, forever: true });

  expect(await failureOf(ask("sign-ins", [alex]))).toMatchObject({ kind: "transient" });
});
