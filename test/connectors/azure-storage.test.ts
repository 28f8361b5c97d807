import type { Mark } from "../../domain/containing";
import type { ResourceEntity } from "../../domain/entity";
import { payroll, published } from "../../simulators/azure-resource-manager/published";
import type { RunningSimulators } from "../../simulators/server";
import { keepsConnectorContract } from "../support/connector-contract";
import { deliveredOnce } from "../support/delivered-once";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "azure-resource-manager";
const connector = "azure-storage";
const id = `${payroll}/Microsoft.Storage/storageAccounts/stpayroll`;
const target = { id: id.toLowerCase(), label: "stpayroll", names: [] };
let mark: Mark;
type Connectors = typeof stage.connectors;
const method = (connectors: Connectors = stage.connectors) =>
  connectors.containments["rotate-storage-keys"]!;
const scene = (value: object) => stage.vendors.scene(vendor, value);
const act = () => method().act(target, mark);
const look = () => method().look(target, mark);
const renewals = (vendors: RunningSimulators): number[] => {
  const { resources } = vendors.state(vendor) as {
    resources: Record<string, { keys: { renewals: number }[] }>;
  };
  return resources[id]!.keys.map((key) => key.renewals);
};
const change = (properties: object) =>
  scene({
    resources: {
      [id]: { ...published[id], properties: { ...published[id]!.properties, ...properties } },
    },
  });

beforeEach(() => {
  mark = { text: "incident/4711 run/respond-1", since: new Date().toISOString() };
  scene({ updateSeconds: 0, forbidden: [], locks: [], writes: 10_000, resources: published });
});

const contract = (
  name: string,
  operation: Omit<Parameters<typeof keepsConnectorContract>[1], "vendor" | "connector">,
) => keepsConnectorContract(`azure-storage ${name}`, { vendor, connector, ...operation }, stage);

contract("look()", {
  route: "POST /subscriptions",
  isWrite: false,
  call: (connectors) => method(connectors).look(target, mark),
});
contract("check()", {
  route: "GET /subscriptions",
  isWrite: false,
  call: (connectors) => connectors.providers[connector]!.check(),
});
contract("act()", {
  route:
    "POST /subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Storage/storageAccounts/{name}/regenerateKey",
  isWrite: true,
  ignoresAnswer: true,
  call: (connectors) => method(connectors).act(target, mark),
  repeat: {
    deliver: deliveredOnce(act, async () => (await look()).effect === "in-effect"),
    stored: (vendors) => Math.max(...renewals(vendors)),
  },
});

describe("azure-storage resolve()", () => {
  const resolve = (resourceId: string, more: object = {}) =>
    method().resolve({
      kind: "resource",
      resource: { kind: "AzureResource", label: "one", resourceId, ...more } as ResourceEntity,
    });

  it("finds one account by its id, in any case, with all names that it goes by", async () => {
    const upper = id.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions");
    await expect(resolve(upper)).resolves.toEqual({
      found: {
        id: id.toLowerCase(),
        label: "stpayroll",
        names: [
          id,
          "stpayroll",
          "storageAccounts/stpayroll",
          "stpayroll.blob.core.windows.net",
          "stpayroll.file.core.windows.net",
        ],
      },
    });
  });

  it.each([
    [`${id}/blobServices/default`, /not exactly one storage account/],
    [`${payroll}/Microsoft.Compute/virtualMachines/vm-desk`, /not exactly one storage account/],
    [`${id}x`, /There is no storage account/],
    [id.replace("1111", "2222"), /another subscription/],
  ])("asks a human about %s", async (resourceId, question) => {
    await expect(resolve(resourceId)).resolves.toEqual({
      question: expect.stringMatching(question),
    });
  });

  it("asks about what is of another cloud, and about an account that takes no key", async () => {
    await expect(resolve(id, { kind: "CloudResource", platform: "aws" })).resolves.toEqual({
      question: expect.stringContaining("Which storage account"),
    });
    change({ allowSharedKeyAccess: false });
    await expect(resolve(id)).resolves.toEqual({
      question: expect.stringContaining("takes no shared key"),
    });
  });
});

describe("rotate-storage-keys", () => {
  it("renews each key that is older than the containment, once, and keeps no value", async () => {
    await expect(look()).resolves.toEqual({ state: {}, effect: "none" });
    stage.vendors.fault({
      vendor,
      route: `POST ${id}/regenerateKey`,
      status: 503,
      afterEffect: true,
    });
    const error = await failureOf(act());
    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: true });

    await act();

    expect(renewals(stage.vendors)).toEqual([1, 1]);
    await expect(look()).resolves.toEqual({ state: {}, effect: "in-effect" });
  });

  it("renews a key whose age nobody knows", async () => {
    const keys = (published[id]!["keys"] as object[]).map((key) => ({
      ...key,
      creationTime: null,
    }));
    scene({ resources: { [id]: { ...published[id], keys } } });
    await expect(look()).resolves.toMatchObject({ effect: "none" });
  });

  it("names a lock, and the permission that is missing", async () => {
    scene({ locks: [id] });
    await expect(failureOf(act())).resolves.toMatchObject({
      kind: "permanent",
      message: expect.stringContaining("take the lock off"),
    });
    scene({ locks: [], forbidden: ["Microsoft.Storage/storageAccounts/regenerateKey/action"] });
    await expect(failureOf(act())).resolves.toMatchObject({
      kind: "auth",
      message: expect.stringContaining("regenerateKey/action"),
    });
  });

  it("cannot be undone, and touches no account whose id is not whole", async () => {
    await expect(failureOf(method().undo(target, {}, mark))).resolves.toMatchObject({
      kind: "permanent",
    });
    await expect(
      failureOf(method().act({ ...target, id: `${target.id}/x` }, mark)),
    ).resolves.toMatchObject({ kind: "permanent" });
  });

  it("is off without its subscription, and says where it sees none", async () => {
    const { providers } = connectorsFor(stage.vendors.url, { AZURE_STORAGE_SUBSCRIPTION: "" });
    expect(providers[connector]?.off).toBe("AZURE_STORAGE_SUBSCRIPTION is not set");
    const other = "22222222-2222-2222-2222-222222222222";
    const elsewhere = connectorsFor(stage.vendors.url, { AZURE_STORAGE_SUBSCRIPTION: other });
    await expect(failureOf(elsewhere.providers[connector]!.check())).resolves.toMatchObject({
      kind: "auth",
    });
  });
});
