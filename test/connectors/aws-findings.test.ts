import type { VendorActivities } from "../../activities";
import type { Connectors } from "../../connectors";
import type { ContextFinding } from "../../domain/context";
import type { Entity } from "../../domain/entity";
import type { FindingClosing } from "../../domain/finding";
import type { FindingSourceName } from "../../domain/finding-source";
import type { Classification } from "../../domain/incident";
import type { RunningSimulators } from "../../simulators/server";
import { keepsConnectorContract } from "../support/connector-contract";
import { failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "aws";
const account = "123456789012";
const detector = "12abc34d567e8fa901bc2d34e56789f0";
const id = "a1b2c3d4e5f60718a1b2c3d4e5f60718";
const arn = `arn:aws:guardduty:eu-west-1:${account}:detector/${detector}/finding/${id}`;
const instance = "i-0a1b2c3d4e5f60718";
const instanceArn = `arn:aws:ec2:eu-west-1:${account}:instance/${instance}`;
const how: FindingClosing = {
  closing: { classification: "FalsePositive" },
  comment: "Closed with Microsoft Sentinel incident 4711 by policy, run respond-1",
};

interface State {
  guardDuty: {
    id: string;
    comments?: string;
    service: { archived: boolean; userFeedback?: string };
  }[];
  hub: {
    Workflow: { Status: string };
    VerificationState?: string;
    Note?: { Text: string; UpdatedBy: string };
  }[];
}
const stateOf = (vendors: RunningSimulators) => vendors.state(vendor) as State;
const scene = (value: object) => stage.vendors.scene(vendor, value);
const calls = () =>
  stage.vendors.calls(vendor).filter(({ path }) => /^\/(?:guardduty|securityhub)\//.test(path));
const changes = () => calls().filter(({ path }) => /feedback|archive|batchupdate/.test(path));

const ask = async (
  source: "guardduty" | "security-hub",
  entity: Entity,
  { connectors = stage.connectors, days = 14 } = {},
): Promise<ContextFinding> => (await connectors.context[source]!([entity], days))[0]!;
const close = (
  source: FindingSourceName,
  classification: Classification = "FalsePositive",
  connectors = stage.connectors,
) => connectors.findings[source]!({ id: arn }, { ...how, closing: { classification } });
const delivering = (source: FindingSourceName) => (activities: VendorActivities) =>
  activities.closeFinding({
    step: { key: `a/close ${source}`, runId: "run-1", at: "2026-01-01T00:00:00.000Z" },
    finding: { source, id: arn },
    ...how,
  });

const host: Entity = { kind: "Host", label: instance, hostName: instance };
const address: Entity = { kind: "Ip", address: "45.83.64.10" };
const cloud = (text: string): Entity => ({
  kind: "CloudResource",
  label: text,
  platform: "aws",
  id: text,
});
const user: Entity = { kind: "Account", label: "build-agent", name: "build-agent" };
const key: Entity = { kind: "Account", label: "AKIASIMULATED0000001" };

const onInstance = {
  id,
  severity: 8,
  resource: { instanceDetails: { instanceId: instance } },
  service: { archived: false, count: 12, detectorId: detector },
};

beforeEach(() =>
  scene({
    denied: [],
    requestsPerMinute: 100_000,
    isGuardDutyMember: false,
    hubIsOn: true,
    hubUpdateSeconds: 0,
    unprocessed: {},
    guardDuty: [onInstance],
    hub: [{ Id: arn }],
  }),
);

const guardduty = "/guardduty/detector/{DetectorId}/findings";
const ofGuardDuty = (connectors: Connectors) => ask("guardduty", host, { connectors });
for (const route of ["GET /guardduty/detector", `POST ${guardduty}`, `POST ${guardduty}/get`]) {
  keepsConnectorContract(
    `aws.guardDutyContext(): ${route}`,
    { vendor, connector: vendor, route, isWrite: false, call: ofGuardDuty },
    stage,
  );
}
keepsConnectorContract(
  "aws.hubContext()",
  {
    vendor,
    connector: vendor,
    route: "POST /securityhub/findings",
    isWrite: false,
    call: (connectors) => ask("security-hub", host, { connectors }),
  },
  stage,
);
for (const [source, route] of [
  ["guardduty", "GET /guardduty/detector"],
  ["security-hub", "POST /securityhub/findings"],
] as const) {
  keepsConnectorContract(
    `aws.checkSources: ${source}`,
    {
      vendor,
      connector: vendor,
      route,
      isWrite: false,
      call: ({ providers }) => providers[vendor]!.checkSources![source]!(),
    },
    stage,
  );
}
for (const [route, stored] of [
  [
    `POST ${guardduty}/feedback`,
    ({ service }: State["guardDuty"][number]) => Number(service.userFeedback === "NOT_USEFUL"),
  ],
  [
    `POST ${guardduty}/archive`,
    ({ service }: State["guardDuty"][number]) => Number(service.archived),
  ],
] as const) {
  keepsConnectorContract(
    `aws.closeInGuardDuty(): ${route}`,
    {
      vendor,
      connector: vendor,
      route,
      isWrite: true,
      ignoresAnswer: true,
      call: (connectors) => close("guardduty", "FalsePositive", connectors),
      repeat: {
        deliver: delivering("guardduty"),
        stored: (vendors) => stored(stateOf(vendors).guardDuty[0]!),
      },
    },
    stage,
  );
}
keepsConnectorContract(
  "aws.closeInHub()",
  {
    vendor,
    connector: vendor,
    route: "PATCH /securityhub/findings/batchupdate",
    isWrite: true,
    call: (connectors) => close("security-hub", "FalsePositive", connectors),
    repeat: {
      deliver: delivering("security-hub"),
      stored: (vendors) =>
        stateOf(vendors).hub.filter(({ Workflow }) => Workflow.Status === "SUPPRESSED").length,
    },
  },
  stage,
);

describe("what GuardDuty has found about an entity", () => {
  it("is how much, when, how bad and whether it is open, and nothing against it", async () => {
    expect(await ask("guardduty", host)).toEqual({
      source: "guardduty",
      about: expect.any(String),
      label: instance,
      state: "found",
      facts: [
        expect.stringMatching(/^1 finding in the last 14 days, the newest of \d{4}-\d\d-\d\d /),
        expect.stringMatching(
          /^HIGH An EC2 instance .* \(UnauthorizedAccess:EC2\/.*\), \d{4}.* UTC, open, seen 12 times$/,
        ),
      ],
      signals: [],
    });
  });

  it.each<[string, Entity, object]>([
    ["an instance's ARN", cloud(instanceArn), onInstance.resource],
    ["an IAM user", user, { accessKeyDetails: { userName: "build-agent" } }],
    ["an access key", key, { accessKeyDetails: { accessKeyId: key.label } }],
    [
      "a public address of an instance",
      address,
      { instanceDetails: { networkInterfaces: [{ publicIp: address.address }] } },
    ],
  ])("is found by %s, exactly", async (_, entity, resource) => {
    scene({ guardDuty: [{ id, resource }] });
    expect(await ask("guardduty", entity)).toMatchObject({ state: "found" });

    const other = JSON.parse(
      JSON.stringify(resource).replaceAll(/(?<=[\w.-])"([,}\]])/g, 'x"$1'),
    ) as object;
    scene({ guardDuty: [{ id, resource: other }] });
    expect(await ask("guardduty", entity)).toMatchObject({ state: "none", facts: [] });
  });

  it.each(["awsApiCallAction", "networkConnectionAction"])(
    "is found by the other side of a %s, of either family",
    async (action) => {
      const remote = (details: object) => ({
        archived: false,
        count: 1,
        detectorId: detector,
        action: { [action]: { remoteIpDetails: details } },
      });
      scene({
        guardDuty: [
          { id, service: remote({ ipAddressV4: address.address }) },
          { id: "b", service: remote({ ipAddressV6: "2001:db8::1" }) },
        ],
      });

      expect(await ask("guardduty", address)).toMatchObject({ state: "found" });
      expect(await ask("guardduty", { kind: "Ip", address: "2001:DB8:0::1" })).toMatchObject({
        state: "found",
      });
    },
  );

  it("is of the days that were asked for, and of the user's own account", async () => {
    const resource = { accessKeyDetails: { userName: "build-agent" } };
    const updatedAt = new Date(Date.now() - 3 * 86_400_000).toISOString();
    scene({
      guardDuty: [
        { id, resource, updatedAt },
        { id: "b", resource, accountId: "999999999999" },
      ],
    });

    expect(await ask("guardduty", user, { days: 2 })).toMatchObject({ state: "none" });
    expect((await ask("guardduty", user, { days: 4 })).facts[0]).toMatch(/^1 finding /);
  });

  it("is the five newest of many, and says that there are more than were looked at", async () => {
    const ones = Array.from({ length: 60 }, (_, at) => ({
      ...onInstance,
      id: `finding-${at}`,
      title: `Title ${at}`,
      updatedAt: new Date(Date.now() - at * 60_000).toISOString(),
    }));
    scene({ guardDuty: ones.toReversed() });

    const finding = await ask("guardduty", host);

    expect(finding).toMatchObject({
      state: "partial",
      note: "there are more than the 50 that were looked at",
    });
    expect(finding.facts[0]).toMatch(/^At least 50 findings /);
    expect(finding.facts.slice(1).map((fact) => /Title \d+/.exec(fact)?.[0])).toEqual(
      [0, 1, 2, 3, 4].map((at) => `Title ${at}`),
    );
  });

  it.each<[string, Entity]>([
    ["a host by its name", { kind: "Host", label: "web-1", hostName: "web-1" }],
    ["an account of another directory", { ...user, aadUserId: "x" }],
    ["a bucket", cloud(`arn:aws:s3:eu-west-1:${account}:payroll`)],
    ["two ids", { kind: "Host", label: instance, hostName: "i-0a1b2c3d4e5f60719" }],
    ["a virtual machine of Azure", { ...host, azureResourceId: "/subscriptions/1" }],
    ["what is no address", { kind: "Ip", address: "45.83.64.0/24" }],
  ])("is not asked about %s", async (_, entity) => {
    expect(await ask("guardduty", entity)).toMatchObject({ state: "not-collected" });
    expect(calls()).toEqual([]);
  });

  it("names the permission that lacks, and what is not on", async () => {
    scene({ denied: ["guardduty:ListFindings"] });
    expect((await failureOf(ask("guardduty", host))).message).toContain(
      "guardduty:ListFindings, which the role in AWS_ROLE_ARN needs",
    );
  });

  it("waits when there are too many requests", async () => {
    scene({ requestsPerMinute: 0 });

    await expect(failureOf(ask("guardduty", host))).resolves.toMatchObject({
      kind: "rate-limited",
    });
  });
});

describe("what Security Hub has of an entity", () => {
  const finding = (Id: string, more: object = {}) => ({ Id, ...more });

  it("is how much, when, how bad and in which state, and as what an id was looked for", async () => {
    expect(await ask("security-hub", host)).toEqual({
      source: "security-hub",
      about: expect.any(String),
      label: instance,
      state: "found",
      facts: [
        expect.stringMatching(/^1 finding in the last 14 days, the newest of /),
        expect.stringMatching(/^HIGH An EC2 instance .* \(TTPs\/Command and Control.*\), .*, NEW$/),
      ],
      signals: [],
      note: `looked for as ${instanceArn}`,
    });
    expect(await ask("security-hub", cloud(instanceArn))).not.toHaveProperty("note");
  });

  it.each<[string, Entity, object]>([
    [
      "an IAM user",
      user,
      { Resources: [{ Id: "x", Details: { AwsIamUser: { UserName: "build-agent" } } }] },
    ],
    [
      "the user of a key",
      user,
      { Resources: [{ Id: "x", Details: { AwsIamAccessKey: { PrincipalName: "build-agent" } } }] },
    ],
    ["a key", key, { Resources: [{ Id: `AWS::IAM::AccessKey:${key.label}` }] }],
    ["a source address", address, { Network: { SourceIpV4: address.address } }],
    ["a destination address", address, { Network: { DestinationIpV4: address.address } }],
    [
      "an instance's address",
      { kind: "Ip", address: "2001:db8::1" },
      { Resources: [{ Id: "x", Details: { AwsEc2Instance: { IpV6Addresses: ["2001:db8::1"] } } }] },
    ],
    [
      "any other ARN",
      cloud("arn:aws:rds:eu-west-1:123456789012:db:x"),
      {
        Resources: [{ Id: "arn:aws:rds:eu-west-1:123456789012:db:x" }],
      },
    ],
  ])("is found by %s", async (_, entity, more) => {
    scene({ hub: [finding("a", more), finding("b", { Resources: [{ Id: "another" }] })] });

    expect((await ask("security-hub", entity)).facts[0]).toMatch(/^1 finding /);
  });

  it("leaves out how a resource is configured, and what is older", async () => {
    scene({
      hub: [
        finding("a", { Types: ["Software and Configuration Checks/Industry and Regulatory"] }),
        finding("b", { UpdatedAt: new Date(Date.now() - 30 * 86_400_000).toISOString() }),
      ],
    });

    expect(await ask("security-hub", host)).toMatchObject({ state: "none", facts: [] });
  });

  it("says that there are more than a page has", async () => {
    scene({ hub: Array.from({ length: 21 }, (_, at) => finding(`finding-${at}`)) });

    expect(await ask("security-hub", host)).toMatchObject({
      state: "partial",
      note: expect.stringContaining("more than the 20"),
    });
  });

  it("goes on behind a page without findings", async () => {
    stage.vendors.fault({
      vendor,
      route: "POST /securityhub/findings",
      status: 200,
      body: { Findings: [], NextToken: "0" },
    });

    expect(await ask("security-hub", host)).toMatchObject({ state: "found" });
  });

  it("says that the account has none", async () => {
    scene({ hubIsOn: false });

    const error = await failureOf(ask("security-hub", host));

    expect(error).toMatchObject({ kind: "auth" });
    expect(error.message).toContain("not subscribed to AWS Security Hub");
  });
});

describe("a finding of GuardDuty", () => {
  it.each<[Classification, string | undefined]>([
    ["TruePositive", "USEFUL"],
    ["BenignPositive", "USEFUL"],
    ["FalsePositive", "NOT_USEFUL"],
    ["Undetermined", undefined],
  ])("is archived for %s with the feedback %s and the comment", async (classification, said) => {
    await expect(close("guardduty", classification)).resolves.toEqual({
      state: "closed",
      as: "archived",
    });

    const [row] = stateOf(stage.vendors).guardDuty;
    expect(row!.service).toMatchObject({ archived: true });
    expect(row!.service.userFeedback).toBe(said);
    expect(row!.comments).toBe(said && how.comment);
  });

  it("keeps the feedback that somebody gave", async () => {
    scene({
      guardDuty: [{ ...onInstance, service: { ...onInstance.service, userFeedback: "USEFUL" } }],
    });

    await close("guardduty");

    expect(changes().map(({ path }) => path)).toEqual([
      expect.stringMatching(/\/findings\/archive$/),
    ]);
  });

  it("is left as it is where it was archived, and where it is gone or another's", async () => {
    scene({ guardDuty: [{ ...onInstance, service: { ...onInstance.service, archived: true } }] });
    await expect(close("guardduty")).resolves.toEqual({ state: "was-closed", as: "archived" });

    scene({ guardDuty: [{ ...onInstance, accountId: "999999999999" }] });
    await expect(close("guardduty")).resolves.toEqual({ state: "gone", as: "" });

    scene({ guardDuty: [] });
    await expect(close("guardduty")).resolves.toEqual({ state: "gone", as: "" });
    expect(changes()).toEqual([]);
  });

  it("is archived in its own region, by a session that names the incident", async () => {
    const there = arn.replace("eu-west-1", "us-east-1").replace(detector, `2${detector.slice(1)}`);
    scene({ guardDuty: [{ id, region: "us-east-1", arn: there }] });

    const closed = stage.connectors.findings["guardduty"]!({ id: there }, how);

    await expect(closed).resolves.toMatchObject({ state: "closed" });
    const [assumed] = stage.vendors.calls(vendor);
    expect(new URLSearchParams(String(assumed!.body)).get("RoleSessionName")).toMatch(
      /^Closed-with-Microsoft-Sentinel-incident-4711/,
    );
  });

  it("stays where the account is a member, or GuardDuty is off in its region", async () => {
    scene({ isGuardDutyMember: true });
    await expect(failureOf(close("guardduty"))).resolves.toMatchObject({ kind: "auth" });

    const off = stage.connectors.findings["guardduty"]!(
      { id: arn.replace("eu-west-1", "eu-north-1") },
      how,
    );
    expect((await failureOf(off)).message).toContain("GuardDuty is not on in eu-north-1");
  });
});

keepsConnectorContract(
  "aws.noteInHub()",
  {
    vendor,
    connector: vendor,
    route: "PATCH /securityhub/findings/batchupdate",
    isWrite: true,
    call: (connectors) => connectors.findingNotes["security-hub"]!({ id: arn }, "Noted"),
    repeat: {
      deliver: (activities) =>
        activities.noteFinding({
          step: { key: "a/note", runId: "run-1", at: "2026-01-01T00:00:00.000Z" },
          finding: { source: "security-hub", id: arn },
          note: "Noted",
        }),
      stored: (vendors) => stateOf(vendors).hub.filter(({ Note }) => Note?.Text === "Noted").length,
    },
  },
  stage,
);

describe("a finding that happened again since the incident was looked at", () => {
  const lookedAt = "2026-11-24T03:00:00.000Z";
  const before = "2026-11-24T02:59:59.000Z";
  const after = "2026-11-24T03:00:01.000Z";
  const closeAt = (source: FindingSourceName) =>
    stage.connectors.findings[source]!({ id: arn }, { ...how, lookedAt });

  it.each([
    ["guardduty", before, "closed"],
    ["guardduty", after, "again"],
    ["security-hub", before, "closed"],
    ["security-hub", after, "again"],
  ] as const)("stays open in %s: last seen at %s, it is %s", async (source, last, state) => {
    scene({
      guardDuty: [{ ...onInstance, service: { ...onInstance.service, eventLastSeen: last } }],
      hub: [{ Id: arn, LastObservedAt: last }],
    });

    await expect(closeAt(source)).resolves.toMatchObject({ state });
    expect(changes().length > 0).toBe(state === "closed");
  });
});

describe("the note of a finding of Security Hub", () => {
  const note = () => stage.connectors.findingNotes["security-hub"]!({ id: arn }, "Incident 4711");

  it.each([
    ["NEW", "NOTIFIED"],
    ["NOTIFIED", "NOTIFIED"],
    ["RESOLVED", "RESOLVED"],
  ])("is written into one that is %s, which is %s then", async (before, after) => {
    scene({ hub: [{ Id: arn, Workflow: { Status: before } }] });

    await expect(note()).resolves.toEqual({ state: "noted" });
    expect(stateOf(stage.vendors).hub).toMatchObject([
      { Workflow: { Status: after }, Note: { Text: "Incident 4711" } },
    ]);
  });

  it("stays where it is somebody's, and changes nothing then", async () => {
    const Note = { Text: "Mine", UpdatedBy: "sam", UpdatedAt: "2026-11-24T02:00:00Z" };
    scene({ hub: [{ Id: arn, Note }] });

    await expect(note()).resolves.toEqual({ state: "kept" });
    expect(changes()).toEqual([]);
  });

  it("replaces an earlier one of ours", async () => {
    await note();
    await stage.connectors.findingNotes["security-hub"]!({ id: arn }, "Closed");

    expect(stateOf(stage.vendors).hub).toMatchObject([{ Note: { Text: "Closed" } }]);
  });

  it("is written nowhere where the finding is gone", async () => {
    scene({ hub: [] });

    await expect(note()).resolves.toEqual({ state: "gone" });
  });
});

describe("a finding of Security Hub", () => {
  it.each<[Classification, string, string | undefined]>([
    ["TruePositive", "RESOLVED", "TRUE_POSITIVE"],
    ["BenignPositive", "SUPPRESSED", "BENIGN_POSITIVE"],
    ["FalsePositive", "SUPPRESSED", "FALSE_POSITIVE"],
    ["Undetermined", "RESOLVED", undefined],
  ])("is closed for %s as %s, judged %s, with a note", async (classification, as, judged) => {
    await expect(close("security-hub", classification)).resolves.toEqual({ state: "closed", as });

    const [row] = stateOf(stage.vendors).hub;
    expect(row).toMatchObject({
      Workflow: { Status: as },
      Note: { Text: how.comment, UpdatedBy: "durable-response" },
    });
    expect(row!.VerificationState).toBe(judged);
  });

  it("keeps the note and the judgement of somebody, and says so", async () => {
    const Note = { Text: "Ours: ask Alex", UpdatedBy: "sam", UpdatedAt: "2026-11-24T02:00:00Z" };
    scene({ hub: [{ Id: arn, Note, VerificationState: "TRUE_POSITIVE" }] });

    await expect(close("security-hub")).resolves.toEqual({
      state: "closed",
      as: "SUPPRESSED; it has a note of somebody, so that it has none of ours",
    });
    expect(stateOf(stage.vendors).hub).toMatchObject([
      { Note, VerificationState: "TRUE_POSITIVE", Workflow: { Status: "SUPPRESSED" } },
    ]);
  });

  it.each([
    [{ Workflow: { Status: "RESOLVED" } }, "RESOLVED"],
    [{ Workflow: { Status: "SUPPRESSED" } }, "SUPPRESSED"],
    [{ RecordState: "ARCHIVED" }, "archived by its product"],
  ])("is left as it is where somebody closed it: %j", async (more, as) => {
    scene({ hub: [{ Id: arn, ...more }] });

    await expect(close("security-hub")).resolves.toEqual({ state: "was-closed", as });
    expect(changes()).toEqual([]);
  });

  it("is closed again while that does not show yet, which changes nothing more", async () => {
    scene({ hubUpdateSeconds: 600 });
    await close("security-hub");
    await close("security-hub");

    expect(changes()).toHaveLength(2);
    expect(changes()[0]!.body).toEqual(changes()[1]!.body);
  });

  it("is gone where there is none, and nobody's where two products have one", async () => {
    scene({ hub: [] });
    await expect(close("security-hub")).resolves.toEqual({ state: "gone", as: "" });

    scene({ hub: [{ Id: arn }, { Id: arn, ProductArn: "arn:aws:securityhub:::product/x/y" }] });
    expect((await failureOf(close("security-hub"))).message).toContain("Several products");
    expect(changes()).toEqual([]);
  });

  it.each([
    ["ConcurrentUpdateError", "transient"],
    ["InternalFailure", "transient"],
    ["InvalidInput", "permanent"],
  ])("is told to be not updated with %s, which is %s", async (code, kind) => {
    scene({ unprocessed: { [arn]: code } });

    const error = await failureOf(close("security-hub"));

    expect(error).toMatchObject({ kind });
    expect(error.message).toContain(code);
  });

  it("is gone when Security Hub does not find it any more", async () => {
    scene({ unprocessed: { [arn]: "FindingNotFound" } });

    await expect(close("security-hub")).resolves.toEqual({ state: "gone", as: "" });
  });

  it("names the permission that lacks", async () => {
    scene({ denied: ["securityhub:BatchUpdateFindings"] });

    const error = await failureOf(close("security-hub"));

    expect(error).toMatchObject({ kind: "auth", mayHaveHappened: false });
    expect(error.message).toContain("securityhub:BatchUpdateFindings, which the role");
  });
});
