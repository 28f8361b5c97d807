import { type DurableClient, OrchestrationRuntimeStatus } from "durable-functions";
import { TurnedClock } from "../../../local-host/clock";
import type { Engine } from "../../../local-host/engine/engine";
import { createManagementApi } from "../../../local-host/management/api";
import { durableClientInput } from "../../../local-host/management/client-payload";
import { fakeEngine, instance } from "../../support/fake-engine";
import { serve } from "../../support/loopback";

/** The SDK's own client, on what the host gives a `durableClient` input. */

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const hub = { taskHub: "Hub", connectionName: "Storage" };

async function setUp(answers: Partial<Engine>) {
  const engine = fakeEngine(answers);
  const server = await serve(
    createManagementApi({ ...hub, engine, clock: new TurnedClock(), log: jest.fn() }),
  );
  closing.push(() => server.close(0));
  const { string } = durableClientInput(`127.0.0.1:${server.port}`, hub) as { string: string };
  // The class is not exported: an app gets one from its input.
  const module = jest.requireActual<{ DurableClient: new (data: unknown) => DurableClient }>(
    "durable-functions/lib/src/durableClient/DurableClient",
  );
  return { engine, url: server.url, client: new module.DurableClient(JSON.parse(string)) };
}

const accepted = async () => "accepted" as const;

describe("the SDK's client", () => {
  it("starts with an input, an id and a version", async () => {
    const { client, engine } = await setUp({
      startInstance: async () => ({ ok: true, instanceId: "a1" }),
    });

    const id = await client.startNew("triage", { instanceId: "a1", input: { n: 1 }, version: "2" });

    expect(id).toBe("a1");
    expect(engine.calls).toEqual([
      [
        "startInstance",
        { functionName: "triage", instanceId: "a1", input: '{"n":1}', version: "2" },
      ],
    ]);
  });

  it("sends an empty text when it is given no input", async () => {
    const { client, engine } = await setUp({
      startInstance: async () => ({ ok: true, instanceId: "made" }),
    });

    await expect(client.startNew("triage")).resolves.toBe("made");

    expect(engine.calls).toEqual([["startInstance", { functionName: "triage", input: '""' }]]);
  });

  it("is told of a second start", async () => {
    const { client } = await setUp({
      startInstance: async () => ({ ok: false, reason: "already-running", status: "Running" }),
    });

    await expect(client.startNew("triage", { instanceId: "a1", input: {} })).rejects.toThrow(
      "unexpected status code: 500",
    );
  });

  it("reads a status", async () => {
    const { client } = await setUp({ status: () => instance({ customStatus: '"opened"' }) });

    await expect(client.getStatus("a1", { showHistory: false })).resolves.toMatchObject({
      name: "triage",
      instanceId: "a1",
      runtimeStatus: "Running",
      input: { id: 7 },
      customStatus: "opened",
      createdTime: new Date(Date.UTC(2026, 0, 1)),
    });
  });

  it("is told that there is no such instance", async () => {
    const { client } = await setUp({ status: () => undefined, terminate: async () => "not-found" });

    await expect(client.getStatus("a1")).rejects.toThrow("HTTP 404");
    await expect(client.terminate("a1", "x")).rejects.toThrow("No instance with ID 'a1' found.");
  });

  it("follows continuation tokens to the end of a list", async () => {
    const pages = [
      { instances: [instance({ instanceId: "a" })], continuationToken: "2" },
      { instances: [instance({ instanceId: "b" })] },
    ];
    const { client, engine } = await setUp({
      list: ({ continuationToken }) => pages[continuationToken === "2" ? 1 : 0]!,
    });

    const all = await client.getStatusBy({
      createdTimeFrom: new Date(0),
      createdTimeTo: new Date(1),
      runtimeStatus: [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Failed],
    });

    expect(all.map(({ instanceId }) => instanceId)).toEqual(["a", "b"]);
    const filter = { createdFrom: 0, createdTo: 1, statuses: ["Running", "Failed"], top: 100 };
    expect(engine.calls).toEqual([
      ["list", filter],
      ["list", { ...filter, continuationToken: "2" }],
    ]);
  });

  it("raises an event with data, and is refused without", async () => {
    const { client, engine } = await setUp({ status: () => instance(), raiseEvent: accepted });

    await client.raiseEvent("a1", "decision", { approved: true });
    await client.raiseEvent("a1", "decision", null);

    expect(engine.calls.filter(([name]) => name === "raiseEvent")).toEqual([
      ["raiseEvent", "a1", "decision", '{"approved":true}'],
      ["raiseEvent", "a1", "decision", "null"],
    ]);
    await expect(client.raiseEvent("a1", "decision", undefined)).rejects.toThrow("400");
  });

  it("does not mind that an instance has ended", async () => {
    const { client } = await setUp({
      status: () => instance({ runtimeStatus: "Completed" }),
      terminate: async () => "finished",
    });

    await expect(client.raiseEvent("a1", "late", {})).resolves.toBeUndefined();
    await expect(client.terminate("a1", "late")).resolves.toBeUndefined();
  });

  it("steers an instance, with its reason", async () => {
    const { client, engine } = await setUp({
      terminate: accepted,
      suspend: accepted,
      resume: accepted,
      rewind: accepted,
    });

    await client.terminate("a1", "not needed");
    await client.suspend("a1", "wait");
    await client.resume("a1", "go on");
    await client.rewind("a1", "once more");

    expect(engine.calls).toEqual([
      ["terminate", "a1", "not needed"],
      ["suspend", "a1", "wait"],
      ["resume", "a1", "go on"],
      ["rewind", "a1", "once more"],
    ]);
  });

  it("is told that only a failed instance can be rewound", async () => {
    const { client } = await setUp({ rewind: async () => "wrong-state", status: () => instance() });

    await expect(client.rewind("a1", "x")).rejects.toThrow('only orchestrations in the "Failed"');
  });

  it("purges one and many, and hears of none", async () => {
    const { client } = await setUp({ purge: async () => "purged", purgeMany: async () => 4 });
    const nothing = await setUp({ purge: async () => "not-found" });

    await expect(client.purgeInstanceHistory("a1")).resolves.toEqual({ instancesDeleted: 1 });
    await expect(client.purgeInstanceHistoryBy({ createdTimeFrom: new Date(0) })).resolves.toEqual({
      instancesDeleted: 4,
    });
    await expect(nothing.client.purgeInstanceHistory("a1")).resolves.toEqual({
      instancesDeleted: 0,
    });
  });

  it("signals and reads entities", async () => {
    const states: Record<string, { state: string }> = { x: { state: '{"n":2}' } };
    const { client, engine } = await setUp({
      signalEntity: async () => undefined,
      entityState: (_name, key) => states[key],
    });

    await client.signalEntity({ name: "ledger", key: "x" }, "add", 5);

    expect(engine.calls).toEqual([
      ["signalEntity", { name: "ledger", key: "x", operation: "add", input: "5" }],
    ]);
    await expect(client.readEntityState({ name: "ledger", key: "x" })).resolves.toMatchObject({
      entityExists: true,
      entityState: { n: 2 },
    });
    await expect(client.readEntityState({ name: "ledger", key: "y" })).resolves.toMatchObject({
      entityExists: false,
    });
  });

  it("makes management URLs that lead here", async () => {
    const { client, url } = await setUp({});

    const payload = client.createHttpManagementPayload("a1");

    expect(payload).toMatchObject({
      id: "a1",
      statusQueryGetUri: expect.stringMatching(
        `^${url}/runtime/webhooks/durabletask/instances/a1\\?taskHub=Hub`,
      ),
      rewindPostUri: expect.stringContaining("/instances/a1/rewind?reason={text}&"),
    });
  });
});
