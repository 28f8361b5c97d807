import { unresolved } from "../support/unresolved";
import type { Connectors } from "../../connectors";
import type { HostEntity } from "../../domain/entity";
import type { Resolution, Target } from "../../domain/containment";
import { type InstanceRow, publishedInstances } from "../../simulators/aws/ec2-rows";
import { keepsConnectorContract } from "../support/connector-contract";
import { delivering, mark, methodIn, simulator as vendor } from "./aws-support";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const kind = "isolate-ec2-instance";
const id = "i-0a1b2c3d4e5f60718";
const arn = `arn:aws:ec2:eu-west-1:123456789012:instance/${id}`;
const isolation = "sg-0a1b2c3d4e5f6000f";
const [web, management] = ["sg-0a1b2c3d4e5f60001", "sg-0a1b2c3d4e5f60002"];
const [first, second] = ["eni-0a1b2c3d4e5f60001", "eni-0a1b2c3d4e5f60002"];
const before = { interfaces: { [first]: [web, management], [second]: [management] } };
const target: Target = {
  id,
  label: `${id} (web-1)`,
  names: [id, "web-1", "ip-10-20-0-5.eu-west-1.compute.internal", arn],
  addresses: ["10.20.0.5", "52.48.10.20", "10.20.1.5"],
  roles: ["Name=web-1", "team=shop"],
  role: "server",
};

interface Account {
  instances: InstanceRow[];
  snapshots: { VolumeId: string; Description: string; Tags: Record<string, string> }[];
}
const held = () => stage.vendors.state(vendor) as Account;
const instanceNow = () => held().instances.find(({ InstanceId }) => InstanceId === id)!;
const groupsNow = () => instanceNow().Interfaces.map(({ Groups }) => Groups);
const scene = (value: object) => stage.vendors.scene(vendor, value);
const setGroups = (...groups: string[][]) => {
  const Interfaces = publishedInstances[0]!.Interfaces.map((one, index) => ({
    ...one,
    Groups: groups[index]!,
  }));
  scene({ instances: [{ InstanceId: id, Interfaces }] });
};
const method = (connectors: Connectors = stage.connectors) => methodIn(connectors, kind);
const operations = () => stage.vendors.calls(vendor).map(({ operation }) => operation);
const again = { ...mark, since: "2026-11-25T03:00:00.000Z" };

beforeEach(() =>
  scene({
    denied: [],
    requestsPerMinute: 100_000,
    snapshotSeconds: 60,
    instances: publishedInstances,
  }),
);

const claimOf = (host: Partial<HostEntity> = {}) => ({
  kind: "host" as const,
  host: { kind: "Host" as const, label: id, ...host },
});
const contract = { vendor, connector: "aws" };
for (const route of ["DescribeInstances", "DescribeSecurityGroups"]) {
  keepsConnectorContract(
    `aws.isolateInstance.resolve() at ${route}`,
    {
      ...contract,
      route,
      isWrite: false,
      call: (connectors) => method(connectors).resolve(claimOf()),
    },
    stage,
  );
}
keepsConnectorContract(
  "aws.isolateInstance.act() at DescribeSnapshots",
  {
    ...contract,
    route: "DescribeSnapshots",
    isWrite: false,
    call: (connectors) => method(connectors).act(target, again),
  },
  stage,
);
const write = { ...contract, isWrite: true, ignoresAnswer: true };
let round = 0;
keepsConnectorContract(
  "aws.isolateInstance.act() at CreateSnapshots",
  {
    ...write,
    route: "CreateSnapshots",
    // One time has its snapshots once: each test is another time.
    call: (connectors) =>
      method(connectors).act(target, { ...mark, since: `time ${(round += 1)}` }),
  },
  stage,
);
keepsConnectorContract(
  "aws.isolateInstance.act() at ModifyNetworkInterfaceAttribute",
  {
    ...write,
    route: "ModifyNetworkInterfaceAttribute",
    call: (connectors) => method(connectors).act(target, mark),
    repeat: {
      deliver: delivering(kind, target),
      stored: () => (groupsNow().every((groups) => groups.join() === isolation) ? 1 : 0),
    },
  },
  stage,
);
for (const route of ["CreateTags", "ModifyNetworkInterfaceAttribute", "DeleteTags"]) {
  keepsConnectorContract(
    `aws.isolateInstance.undo() at ${route}`,
    {
      ...write,
      route,
      call: (connectors) => {
        scene({ instances: publishedInstances });
        setGroups([isolation], [isolation]);
        return method(connectors).undo(target, before, mark);
      },
    },
    stage,
  );
}

describe("aws.isolateInstance.resolve()", () => {
  const resolve = (host?: Partial<HostEntity>, connectors?: Connectors): Promise<Resolution> =>
    method(connectors).resolve(claimOf(host));

  it.each([
    ["its id as the label", { label: id }],
    ["its id as the host's name", { label: "web-1", hostName: id }],
    ["its ARN", { label: arn }],
  ])("finds an instance by %s", async (_, host) => {
    await expect(resolve(host)).resolves.toEqual({ found: target });
  });

  it.each([
    ["a name", { label: "web-1" }, /not the id of an EC2 instance/],
    ["a part of an id", { label: "i-0a1b2c3d" }, /knows no instance/],
    ["two ids", { label: id, hostName: "i-0a1b2c3d4e5f60719" }, /not the id/],
    ["an ARN of another region", { label: arn.replace("eu-west-1", "us-east-1") }, /not the id/],
    ["a machine of Azure", { label: id, azureResourceId: "/subscriptions/1" }, /not the id/],
    ["one that is gone", { label: "i-0a1b2c3d4e5f60721" }, /is terminated/],
    ["one of a fleet", { label: "i-0a1b2c3d4e5f60720" }, /Auto Scaling group web-fleet/],
    [
      "one of another network",
      { label: "i-0a1b2c3d4e5f60722" },
      /no security group of the network/,
    ],
  ])("asks a human about %s", async (_, host, question) => {
    expect(unresolved(await resolve(host))).toMatch(question);
  });

  it("does not take a group for isolation that lets everything out", async () => {
    const connectors = connectorsFor(stage.vendors.url, {
      AWS_ISOLATION_GROUPS: "sg-0a1b2c3d4e5f6000e",
    });

    await expect(resolve({}, connectors)).resolves.toEqual({
      question: expect.stringContaining("isolates nothing"),
    });
  });

  it("takes the group of the instance's network where several are named", async () => {
    const connectors = connectorsFor(stage.vendors.url, {
      AWS_ISOLATION_GROUPS: `sg-0a1b2c3d4e5f60003,${isolation}`,
    });

    await expect(resolve({}, connectors)).resolves.toEqual({ found: target });
  });

  it("knows a domain controller by its tag", async () => {
    await expect(resolve({ label: "i-0a1b2c3d4e5f60723" })).resolves.toMatchObject({
      found: { role: "domain-controller" },
    });
  });

  it("says that AWS_ISOLATION_GROUPS is not set", async () => {
    const connectors = connectorsFor(stage.vendors.url, { AWS_ISOLATION_GROUPS: "" });

    expect((await failureOf(resolve({}, connectors))).message).toContain(
      "AWS_ISOLATION_GROUPS is not set",
    );
  });
});

describe("aws.isolateInstance", () => {
  it("takes snapshots of all volumes once, with the incident in them", async () => {
    const time = { ...mark, since: "2026-11-26T03:00:00.000Z" };
    const count = held().snapshots.length;
    await method().act(target, time);
    setGroups([web], [management]);
    await method().act(target, time);

    const made = held().snapshots.slice(count);
    expect(made.map(({ VolumeId }) => VolumeId)).toEqual([
      "vol-0a1b2c3d4e5f60001",
      "vol-0a1b2c3d4e5f60002",
    ]);
    expect(made[0]).toMatchObject({
      Description: mark.text,
      Tags: {
        "soar:key": expect.stringMatching(/^soar-[0-9a-f]{12}$/),
        "soar:incident": mark.text,
      },
    });
  });

  it("isolates nothing where the snapshots could not be taken", async () => {
    scene({ denied: ["ec2:CreateSnapshots"] });

    const error = await failureOf(
      method().act(target, { ...mark, since: "2026-11-27T03:00:00.000Z" }),
    );

    expect(error.message).toContain("ec2:CreateSnapshots");
    expect(groupsNow()).toEqual([[web, management], [management]]);
  });

  it("sends nothing for an interface that is isolated", async () => {
    setGroups([isolation], [management]);
    await method().act(target, mark);

    const changes = operations().filter((one) => one === "ModifyNetworkInterfaceAttribute");
    expect(changes).toHaveLength(1);
    expect(await method().look(target, mark)).toEqual({
      state: { interfaces: { [first]: [isolation], [second]: [isolation] } },
      effect: "in-effect",
    });
  });

  it("shows one whose undo was stopped as it was before the undo, and ends it", async () => {
    setGroups([web, management], [isolation]);
    const Tags = { team: "shop", "soar:restoring": isolation };
    scene({ instances: [{ InstanceId: id, Tags }] });

    expect(await method().look(target, mark)).toEqual({
      state: { interfaces: { [first]: [isolation], [second]: [isolation] } },
      effect: "none",
    });
    await method().undo(target, before, mark);

    expect(groupsNow()).toEqual([[web, management], [management]]);
    expect(instanceNow().Tags).toEqual({ team: "shop" });
  });

  it("isolates it again when it is wanted before its undo was over", async () => {
    setGroups([web, management], [isolation]);
    scene({ instances: [{ InstanceId: id, Tags: { "soar:restoring": isolation } }] });

    await method().act(target, mark);

    expect(await method().look(target, mark)).toMatchObject({ effect: "in-effect" });
    expect(instanceNow().Tags).toEqual({});
  });

  it("gives no groups back where somebody else changed them", async () => {
    setGroups([isolation], [web]);

    const error = await failureOf(method().undo(target, before, mark));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(error.message).toContain(second);
    expect(groupsNow()).toEqual([[isolation], [web]]);
  });

  it("gives nothing back where it does not know what was there", async () => {
    expect((await failureOf(method().undo(target, null, mark))).kind).toBe("permanent");
  });

  it("says when the instance is gone", async () => {
    const gone = { ...target, id: "i-0a1b2c3d4e5f60799" };

    expect((await failureOf(method().look(gone, mark))).message).toContain("no longer there");
  });
});
