import { inSteps } from "../../connectors/in-steps";
import { ConnectorError } from "../../connectors/connector-error";
import type { Mark } from "../../domain/containing";
import type { Target } from "../../domain/containment";
import type { HostEntity } from "../../domain/entity";
import type { Json } from "../../domain/json";
import { network, payroll, published } from "../../simulators/azure-resource-manager/published";
import type { RunningSimulators } from "../../simulators/server";
import { keepsConnectorContract } from "../support/connector-contract";
import { deliveredOnce } from "../support/delivered-once";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "azure-resource-manager";
const connector = "azure-vm";
const isolation = `${network}/networkSecurityGroups/nsg-soar-isolation`;
const machine = (name: string) => `${payroll}/Microsoft.Compute/virtualMachines/${name}`;
const interfaceId = (name: string) => `${payroll}/Microsoft.Network/networkInterfaces/${name}`;
const mark: Mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };
const targetOf = (name: string): Target => ({
  id: machine(name).slice(1).toLowerCase(),
  label: name,
  names: [],
});
const desk = targetOf("vm-desk");
const server = targetOf("vm-payroll");

type Kind = "quarantine-vm" | "deallocate-vm";
interface Body {
  tags?: Record<string, string>;
  location?: string;
  properties: Record<string, unknown>;
}
type Connectors = typeof stage.connectors;
const method = (kind: Kind, connectors: Connectors = stage.connectors) =>
  connectors.containments[kind]!;
const scene = (value: object) => stage.vendors.scene(vendor, value);
const resourcesOf = (vendors: RunningSimulators): Record<string, Body> =>
  (vendors.state(vendor) as { resources: Record<string, Body> }).resources;
const resource = (id: string): Body => resourcesOf(stage.vendors)[id]!;
const snapshotsOf = (vendors: RunningSimulators): [string, Body][] =>
  Object.entries(resourcesOf(vendors)).filter(([id]) => id.includes("/snapshots/"));
const writes = () => stage.vendors.calls(vendor).filter(({ method: verb }) => verb !== "GET");
const changed = (id: string, properties: object, more: object = {}) =>
  scene({
    resources: {
      [id]: {
        ...published[id],
        ...more,
        properties: { ...published[id]!.properties, ...properties },
      },
    },
  });

beforeEach(() => {
  const gone = snapshotsOf(stage.vendors).map(([id]) => [id, null]);
  scene({
    updateSeconds: 0,
    updatesFail: false,
    forbidden: [],
    locks: [],
    writes: 10_000,
    resources: { ...Object.fromEntries(gone), ...published },
  });
});

const isInEffect = async (kind: Kind) =>
  (await method(kind).look(desk, mark)).effect === "in-effect";
/** How often it was sent, whatever became of the answer. */
const sent = (verb: string, path: RegExp) => (vendors: RunningSimulators) =>
  vendors.calls(vendor).filter((call) => call.method === verb && path.test(call.path)).length;

interface Row {
  before: Json;
  act: [string, RegExp];
  undo: [string, RegExp];
}

for (const [kind, { before, act, undo }] of [
  [
    "quarantine-vm",
    {
      before: { interfaces: { [interfaceId("nic-desk").toLowerCase()]: null } },
      act: ["PUT", /\/networkInterfaces\//],
      undo: ["PUT", /\/networkInterfaces\//],
    },
  ],
  [
    "deallocate-vm",
    { before: { power: "running" }, act: ["POST", /\/deallocate\?/], undo: ["POST", /\/start\?/] },
  ],
] satisfies [Kind, Row][]) {
  const contract = (
    name: string,
    operation: Omit<Parameters<typeof keepsConnectorContract>[1], "vendor" | "connector">,
  ) =>
    keepsConnectorContract(`azure-vm ${kind} ${name}`, { vendor, connector, ...operation }, stage);

  contract("look()", {
    route: "GET /subscriptions",
    isWrite: false,
    call: (connectors) => method(kind, connectors).look(desk, mark),
  });

  const ofKind =
    kind === "quarantine-vm"
      ? "PUT /subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Network/networkInterfaces/{name}"
      : "POST /subscriptions";
  contract("act()", {
    route: ofKind,
    isWrite: true,
    ignoresAnswer: true,
    call: (connectors) => method(kind, connectors).act(desk, mark),
    repeat: {
      deliver: deliveredOnce(
        () => method(kind).act(desk, mark),
        () => isInEffect(kind),
      ),
      stored: sent(...act),
    },
  });

  describe("of what is in force", () => {
    beforeEach(async () => {
      await method(kind).act(desk, mark);
      stage.vendors.clearCalls();
    });

    contract("undo()", {
      route: ofKind,
      isWrite: true,
      ignoresAnswer: true,
      call: (connectors) => method(kind, connectors).undo(desk, before, mark),
      repeat: {
        deliver: deliveredOnce(
          () => method(kind).undo(desk, before, mark),
          async () => !(await isInEffect(kind)),
        ),
        stored: sent(...undo),
      },
    });
  });
}

keepsConnectorContract(
  "azure-vm snapshot",
  {
    vendor,
    connector,
    route:
      "PUT /subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Compute/snapshots/{name}",
    isWrite: true,
    ignoresAnswer: true,
    call: (connectors) => method("quarantine-vm", connectors).act(desk, mark),
    repeat: {
      deliver: deliveredOnce(
        () => method("quarantine-vm").act(desk, mark),
        () => isInEffect("quarantine-vm"),
      ),
      stored: (vendors) => snapshotsOf(vendors).length,
    },
  },
  stage,
);

keepsConnectorContract(
  "azure-vm check()",
  {
    vendor,
    connector,
    route: "GET /subscriptions",
    isWrite: false,
    call: (connectors) => connectors.providers[connector]!.check(),
  },
  stage,
);

describe("azure-vm resolve()", () => {
  const resolve = (host: Partial<HostEntity>, kind: Kind = "quarantine-vm") =>
    method(kind).resolve({ kind: "host", host: { kind: "Host", label: "payroll01", ...host } });

  it.each(["quarantine-vm", "deallocate-vm"] as const)(
    "%s finds a machine by its resource id, in any case, and says all that it goes by",
    async (kind) => {
      const azureResourceId = machine("vm-payroll")
        .toUpperCase()
        .replace("/SUBSCRIPTIONS", "/subscriptions");
      await expect(resolve({ azureResourceId }, kind)).resolves.toEqual({
        found: {
          id: server.id,
          label: "vm-payroll",
          names: [
            machine("vm-payroll"),
            "vm-payroll",
            "5f0e1c3a-8f4b-4f0e-9a55-0c6a1d2e3f40",
            "payroll01",
          ],
          addresses: ["10.20.0.4", "10.20.1.4"],
          roles: ["owner", "owner=payroll"],
          role: "server",
        },
      });
    },
  );

  it("tells a workstation, and does not guess what the rest is", async () => {
    await expect(resolve({ azureResourceId: machine("vm-desk") })).resolves.toMatchObject({
      found: { role: "workstation" },
    });
    const { storageProfile } = published[machine("vm-desk")]!.properties as {
      storageProfile: object;
    };
    changed(machine("vm-desk"), {
      storageProfile: { ...storageProfile, imageReference: undefined },
    });
    const { found } = (await resolve({ azureResourceId: machine("vm-desk") })) as { found: Target };
    expect(found).not.toHaveProperty("role");
  });

  it.each([
    [{}, /No alert names its resource id/],
    [
      { azureResourceId: `${machine("vmss")}/virtualMachines/0` },
      /not that of one virtual machine/,
    ],
    [{ azureResourceId: machine("vm-*") }, /not that of one virtual machine/],
    [{ azureResourceId: machine("vm-pay") }, /There is no virtual machine/],
  ])("asks a human about %j", async (host, question) => {
    await expect(resolve(host)).resolves.toEqual({ question: expect.stringMatching(question) });
  });

  it("asks about a node of Kubernetes, an ephemeral disk, another region, and interfaces of a scale set", async () => {
    const id = machine("vm-desk");
    const ask = async (kind: Kind = "quarantine-vm") =>
      ((await resolve({ azureResourceId: id }, kind)) as { question: string }).question;
    const { storageProfile } = published[id]!.properties as {
      storageProfile: { osDisk: object };
    };

    changed(id, {}, { tags: { "aks-managed-poolName": "np1" } });
    expect(await ask()).toContain("Kubernetes");
    changed(id, {
      storageProfile: {
        osDisk: { ...storageProfile.osDisk, diffDiskSettings: { option: "Local" } },
      },
    });
    expect(await ask("deallocate-vm")).toContain("ephemeral");
    changed(id, { storageProfile: { osDisk: {} } });
    expect(await ask()).toContain("no managed OS disk");
    changed(id, {}, { location: "northeurope" });
    expect(await ask()).toContain("another region");
    changed(id, { networkProfile: { networkInterfaces: [{ id: `${id}/networkInterfaces/nic` }] } });
    expect(await ask()).toContain("scale set");
  });
});

describe("quarantine-vm", () => {
  const act = () => method("quarantine-vm").act(server, mark);
  const look = () => method("quarantine-vm").look(server, mark);

  it("takes a snapshot first, then sends each interface as it was, with the isolation group", async () => {
    await act();

    const [snapshot, ...puts] = writes();
    expect(snapshot!.path).toMatch(/\/snapshots\/soar-[0-9a-f]{12}-os\?api-version=2025-01-02$/);
    expect(snapshot!.body).toMatchObject({
      tags: { "soar-by": mark.text },
      properties: {
        creationData: {
          createOption: "Copy",
          sourceResourceId: `${payroll}/Microsoft.Compute/disks/vm-payroll-os`,
        },
        networkAccessPolicy: "DenyAll",
      },
    });
    expect(puts).toHaveLength(2);
    const first = interfaceId("nic-payroll-1");
    expect(resource(first)).toEqual({
      ...published[first],
      tags: { owner: "payroll", "soar-by": mark.text, "soar-former-group": expect.any(String) },
      properties: { ...published[first]!.properties, networkSecurityGroup: { id: isolation } },
    });
    await expect(look()).resolves.toMatchObject({ effect: "in-effect" });
  });

  it("goes on where it was stopped, and takes no second snapshot", async () => {
    stage.vendors.fault({ vendor, route: `PUT ${interfaceId("nic-payroll-2")}`, status: 503 });
    await expect(failureOf(act())).resolves.toMatchObject({ mayHaveHappened: true });
    await expect(look()).resolves.toMatchObject({ effect: "none" });

    await act();

    expect(snapshotsOf(stage.vendors)).toHaveLength(1);
    await expect(look()).resolves.toMatchObject({ effect: "in-effect" });
  });

  it("releases what it isolated, also after it was stopped halfway, and keeps the snapshot", async () => {
    const { state: before } = await look();
    await act();
    const { state: after } = await look();
    stage.vendors.fault({ vendor, route: `PUT ${interfaceId("nic-payroll-2")}`, status: 503 });
    await failureOf(method("quarantine-vm").undo(server, before, mark));
    await expect(look()).resolves.toEqual({ state: after, effect: "none" });

    await method("quarantine-vm").undo(server, before, mark);

    for (const name of ["nic-payroll-1", "nic-payroll-2"]) {
      expect(resource(interfaceId(name))).toEqual(published[interfaceId(name)]);
    }
    await expect(look()).resolves.toEqual({ state: before, effect: "none" });
    expect(snapshotsOf(stage.vendors)).toHaveLength(1);
  });

  it("waits for each interface, and takes its tags off when all are released", async () => {
    const { state: before } = await look();
    await act();
    const settle = () => scene({ updateSeconds: 60, resources: resourcesOf(stage.vendors) });
    settle();

    const error = await failureOf(method("quarantine-vm").undo(server, before, mark));
    expect(error).toMatchObject({ kind: "rate-limited", mayHaveHappened: true });
    settle();
    await method("quarantine-vm").undo(server, before, mark);

    expect(resource(interfaceId("nic-payroll-2"))).toEqual(published[interfaceId("nic-payroll-2")]);
  });

  it("leaves a machine alone whose interface got another group since", async () => {
    const { state: before } = await look();
    await act();
    const id = interfaceId("nic-payroll-1");
    const { properties, ...rest } = resource(id);
    const networkSecurityGroup = { id: `${network}/networkSecurityGroups/nsg-edge` };
    scene({
      resources: { [id]: { ...rest, properties: { ...properties, networkSecurityGroup } } },
    });
    stage.vendors.clearCalls();

    const error = await failureOf(method("quarantine-vm").undo(server, before, mark));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(writes()).toEqual([]);
  });

  it("tells what is under way, what is ending, and what failed", async () => {
    scene({ updateSeconds: 60 });
    const { state: before } = await method("quarantine-vm").look(desk, mark);
    await method("quarantine-vm").act(desk, mark);
    await expect(method("quarantine-vm").look(desk, mark)).resolves.toMatchObject({
      effect: "under-way",
    });
    await expect(
      failureOf(method("quarantine-vm").undo(desk, before, mark)),
    ).resolves.toMatchObject({ kind: "rate-limited" });

    scene({ updateSeconds: 0, updatesFail: true, resources: published });
    await method("quarantine-vm").act(desk, mark);
    await method("quarantine-vm").undo(desk, before, mark);
    await expect(method("quarantine-vm").look(desk, mark)).resolves.toMatchObject({
      effect: "none",
      failed: expect.stringContaining("could not update"),
    });
  });

  it("names the permission that is missing, and is off without its group", async () => {
    scene({ forbidden: ["Microsoft.Network/networkInterfaces/write"] });
    const { message } = await failureOf(act());
    expect(message).toContain("Microsoft.Network/networkInterfaces/write");

    const { providers } = connectorsFor(stage.vendors.url, { AZURE_VM_ISOLATION_NSG: "" });
    expect(providers[connector]?.off).toBe("AZURE_VM_ISOLATION_NSG is not set");
  });
});

describe("deallocate-vm", () => {
  const look = () => method("deallocate-vm").look(desk, mark);

  it("tells how far it is", async () => {
    scene({ updateSeconds: 60 });
    await method("deallocate-vm").act(desk, mark);
    await expect(look()).resolves.toEqual({ state: { power: "deallocated" }, effect: "under-way" });
    await expect(
      failureOf(method("deallocate-vm").undo(desk, { power: "running" }, mark)),
    ).resolves.toMatchObject({ kind: "transient", mayHaveHappened: false });

    changed(machine("vm-desk"), {}, { power: { from: "deallocated", to: "deallocated" } });
    await expect(look()).resolves.toEqual({ state: { power: "deallocated" }, effect: "in-effect" });
    await method("deallocate-vm").undo(desk, { power: "running" }, mark);
    await expect(look()).resolves.toEqual({ state: { power: "running" }, effect: "ending" });
  });

  it("starts no machine that did not run before", async () => {
    await method("deallocate-vm").act(desk, mark);
    stage.vendors.clearCalls();

    const error = await failureOf(method("deallocate-vm").undo(desk, { power: "stopped" }, mark));

    expect(error).toMatchObject({ kind: "permanent" });
    expect(writes()).toEqual([]);
  });
});

describe("inSteps()", () => {
  const refused = async (): Promise<never> => {
    throw new ConnectorError(connector, "auth", "PUT answered 403");
  };

  it("says that something may have happened, only when something was made before", async () => {
    await expect(failureOf(inSteps(connector, [refused]))).resolves.toMatchObject({
      mayHaveHappened: false,
    });
    await expect(failureOf(inSteps(connector, [async () => {}, refused]))).resolves.toMatchObject({
      kind: "auth",
      message: `${connector}: PUT answered 403`,
      mayHaveHappened: true,
    });
  });
});
