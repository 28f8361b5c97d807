import { flowOf, trapHost } from "./support/trap-host";
import type { DurableClient } from "durable-functions";
import { tellOfDuplicateStarts } from "../../../local-host/duplicate-starts";
import { createWarnings } from "../../../local-host/warnings";
import { InvocationError } from "../../../local-host/worker/worker";

const waits = flowOf(function* (context) {
  return yield context.df.waitForExternalEvent("go");
});

/** A host with one instance that waits. */
async function running(isStrict = false) {
  const host = await trapHost(isStrict);
  const id = await host.client.startNew(waits, { instanceId: "a1", input: {} });
  await host.idle();
  return { ...host, id };
}

describe("event-without-data", () => {
  it("is refused and told, and a strict host counts it", async () => {
    const { client, id, lines, broken, status } = await running(true);

    await expect(client.raiseEvent(id, "go", undefined)).rejects.toThrow("400");

    expect(lines).toEqual([
      expect.stringMatching(
        /^error: flow\d+: event-without-data: "go" was raised .*\(docs\/local-host-rules.md#event-/,
      ),
    ]);
    expect(broken()).toEqual(new Map([["event-without-data", 1]]));
    expect(status(id).runtimeStatus).toBe("Running");
  });

  it("is not told when there is data, if only null", async () => {
    const { client, id, warnings, idle, status } = await running(true);

    await client.raiseEvent(id, "go", null);
    await idle();

    expect(warnings).toEqual([]);
    expect(status(id).runtimeStatus).toBe("Completed");
  });
});

describe("status-history", () => {
  it("leaves the history undefined, and is told once", async () => {
    const { client, id, warnings, lines, broken } = await running(true);

    const { history } = await client.getStatus(id, { showHistory: true });
    await client.getStatus(id, { showHistory: true });

    expect(history).toBeUndefined();
    expect(warnings[0]).toMatchObject({ rule: "status-history", functionName: waits });
    expect(lines).toEqual([expect.stringMatching(/^error: flow\d+: status-history: /)]);
    expect(broken()).toEqual(new Map([["status-history", 1]]));
  });

  it("is not told when the history is not asked for", async () => {
    const { client, id, warnings } = await running();

    await client.getStatus(id);

    expect(warnings).toEqual([]);
  });
});

/** What the SDK rejects with when an instance runs already. */
async function refusal(client: DurableClient): Promise<Error> {
  return client.startNew(waits, { instanceId: "a1", input: {} }).then(
    () => new Error("started"),
    (error: Error) => error,
  );
}

describe("duplicate-start", () => {
  it("is a 500, told with the instance's id; a caller who expects it breaks no rule", async () => {
    const { client, warnings, lines, broken } = await running(true);

    const { message } = await refusal(client);
    await refusal(client);

    expect(message).toContain("unexpected status code: 500");
    expect(warnings[0]).toMatchObject({ rule: "duplicate-start", instanceId: "a1" });
    expect(lines).toEqual([expect.stringMatching(/^warning: flow\d+: duplicate-start: /)]);
    expect(broken()).toEqual(new Map());
  });

  it("is a broken rule when a function fails because of it", async () => {
    const { client } = await running();
    const { message, stack = "" } = await refusal(client);
    const { warn, list, broken } = createWarnings({ log: () => undefined, isStrict: true });
    const fails = async (reason: Error): Promise<never> => {
      throw reason;
    };
    const workerThat = (error: Error) =>
      tellOfDuplicateStarts(
        { functions: [], invoke: () => fails(error), stop: async () => undefined },
        warn,
      ).invoke({ functionName: "webhook", trigger: undefined });

    await expect(workerThat(new InvocationError("something else", ""))).rejects.toThrow("else");
    expect(list()).toEqual([]);

    await expect(workerThat(new InvocationError(message, stack))).rejects.toThrow("500");
    expect(list()).toMatchObject([{ rule: "duplicate-start", functionName: "webhook" }]);
    expect(broken()).toEqual(new Map([["duplicate-start", 1]]));
  });

  it("is not told when the instance has ended", async () => {
    const { client, id, warnings, idle } = await running();
    await client.raiseEvent(id, "go", {});
    await idle();

    await client.startNew(waits, { instanceId: "a1", input: {} });

    expect(warnings).toEqual([]);
  });
});
