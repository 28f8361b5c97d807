import type { Connectors } from "../../connectors";
import type { Target } from "../../domain/containment";
import { type InstanceRow, publishedInstances } from "../../simulators/aws/ec2-rows";
import { keepsConnectorContract } from "../support/connector-contract";
import { unresolved } from "../support/unresolved";
import { delivering, mark, methodIn, simulator as vendor } from "./aws-support";
import { failureOf, useStage } from "./stage";

const stage = useStage();
const kind = "stop-ec2-instance";
const id = "i-0a1b2c3d4e5f60719";
const target: Target = { id, label: `${id} (web-2)`, names: [id, "web-2"], role: "server" };
const method = (connectors: Connectors = stage.connectors) => methodIn(connectors, kind);
const scene = (value: object) => stage.vendors.scene(vendor, value);
const set = (more: Partial<InstanceRow>) => scene({ instances: [{ InstanceId: id, ...more }] });
const stateNow = () =>
  (stage.vendors.state(vendor) as { instances: InstanceRow[] }).instances.find(
    ({ InstanceId }) => InstanceId === id,
  )!.State;
const resolve = () => method().resolve({ kind: "host", host: { kind: "Host", label: id } });
const look = () => method().look(target, mark);

const plain = { RootDeviceType: "ebs", Lifecycle: undefined, SettlesAt: undefined };
beforeEach(() =>
  scene({ instances: publishedInstances.map((one) => ({ ...plain, ...one })), powerSeconds: 0 }),
);

const contract = { vendor, connector: "aws" };
keepsConnectorContract(
  "aws.stopInstance.look()",
  {
    ...contract,
    route: "DescribeInstances",
    isWrite: false,
    call: (connectors) => method(connectors).look(target, mark),
  },
  stage,
);
keepsConnectorContract(
  "aws.stopInstance.act()",
  {
    ...contract,
    route: "StopInstances",
    isWrite: true,
    ignoresAnswer: true,
    call: (connectors) => method(connectors).act(target, mark),
    repeat: {
      deliver: delivering(kind, target),
      stored: () => (stateNow() === "stopped" ? 1 : 0),
    },
  },
  stage,
);
keepsConnectorContract(
  "aws.stopInstance.undo()",
  {
    ...contract,
    route: "StartInstances",
    isWrite: true,
    ignoresAnswer: true,
    call(connectors) {
      set({ State: "stopped" });
      return method(connectors).undo(target, { power: "running" }, mark);
    },
  },
  stage,
);

describe("aws.stopInstance.resolve()", () => {
  it("finds an instance by its id", async () => {
    await expect(resolve()).resolves.toMatchObject({ found: { id, label: `${id} (web-2)` } });
  });

  it.each([
    ["runs from the disk of its host", { RootDeviceType: "instance-store" }, /a stop destroys/],
    ["is a spot instance", { Lifecycle: "spot" }, /which a stop may end for good/],
    [
      "has an address of AWS's own",
      {
        Interfaces: [
          {
            NetworkInterfaceId: "eni-0a1b2c3d4e5f60009",
            Groups: ["sg-0a1b2c3d4e5f60001"],
            PrivateIpAddress: "10.20.0.9",
            PublicIp: "52.48.10.99",
            isBorrowed: true,
          },
        ],
      },
      /would lose its public address 52\.48\.10\.99/,
    ],
  ] satisfies [string, Partial<InstanceRow>, RegExp][])(
    "asks a human about one that %s",
    async (_, row, question) => {
      set(row);

      expect(unresolved(await resolve())).toMatch(question);
    },
  );
});

describe("aws.stopInstance", () => {
  it.each([
    ["running", { state: { power: "running" }, effect: "none" }],
    ["stopping", { state: { power: "stopped" }, effect: "under-way" }],
    ["stopped", { state: { power: "stopped" }, effect: "in-effect" }],
    ["pending", { state: { power: "running" }, effect: "ending" }],
    ["terminated", { state: { power: "terminated" }, effect: "none" }],
  ] as const)("tells of one that is %s what it is", async (State, seen) => {
    set({ State, SettlesAt: Number.MAX_SAFE_INTEGER });

    await expect(look()).resolves.toEqual(seen);
  });

  it("starts nothing that did not run before, or is still being stopped", async () => {
    const never = await failureOf(method().undo(target, { power: "stopped" }, mark));
    expect(never).toMatchObject({ kind: "permanent" });

    set({ State: "stopping", SettlesAt: Number.MAX_SAFE_INTEGER });
    const later = await failureOf(method().undo(target, { power: "running" }, mark));
    expect(later).toMatchObject({ kind: "transient" });
    expect(stage.vendors.calls(vendor).map(({ operation }) => operation)).not.toContain(
      "StartInstances",
    );
  });

  it("leaves one alone that somebody has started already", async () => {
    await method().undo(target, { power: "running" }, mark);

    expect(stateNow()).toBe("running");
    expect(stage.vendors.calls(vendor).map(({ operation }) => operation)).not.toContain(
      "StartInstances",
    );
  });
});
