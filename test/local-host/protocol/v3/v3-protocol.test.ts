import { EventType } from "../../../../local-host/protocol/history";
import type { Turn } from "../../../../local-host/protocol/protocol";
import { createV3Protocol } from "../../../../local-host/protocol/v3/v3-protocol";
import {
  type Invocation,
  InvocationError,
  type TypedData,
} from "../../../../local-host/worker/worker";

const common = { EventId: -1, Timestamp: "2026-01-01T00:00:00Z", IsPlayed: false };
const turn: Turn = {
  functionName: "triage",
  instanceId: "a1",
  executionId: "e1",
  parentInstanceId: null,
  input: null,
  history: [
    { ...common, EventType: EventType.OrchestratorStarted },
    { ...common, EventType: EventType.ExecutionStarted },
  ],
};

const answering = (returnValue: TypedData | null | undefined) =>
  createV3Protocol({ invoke: async () => ({ returnValue, outputs: {} }) }).runTurn(turn);

const state = (changes: object) => ({
  json: JSON.stringify({ isDone: false, actions: [[]], schemaVersion: 3, ...changes }),
});

describe("runTurn()", () => {
  it("invokes the function once, with the payload and the instance id", async () => {
    const invocations: Invocation[] = [];
    const protocol = createV3Protocol({
      invoke: async (invocation) => {
        invocations.push(invocation);
        return { returnValue: state({ isDone: true }), outputs: {} };
      },
    });

    await protocol.runTurn(turn);

    expect(invocations).toEqual([
      {
        functionName: "triage",
        trigger: { string: expect.stringContaining('"instanceId":"a1"') },
        metadata: { instanceId: { string: "a1" } },
        onContext: expect.any(Function),
      },
    ]);
  });

  it("reads a state that came as a text", async () => {
    const { json } = state({ isDone: true, output: 7 });

    expect((await answering({ string: json })).decisions).toMatchObject([
      { status: "Completed", output: "7" },
    ]);
  });

  it("takes a function that returns nothing for one that is done", async () => {
    expect((await answering(undefined)).decisions).toMatchObject([
      { status: "Completed", output: null },
    ]);
  });

  it.each<[string, TypedData, string]>([
    ["bytes", { bytes: new Uint8Array() }, "did not return JSON"],
    ["something that is no state", { string: "hello" }, "expected a JSON object"],
    ["a state without actions", { json: '{"schemaVersion":3}' }, 'expected a list in "actions"'],
    ["an older schema", state({ schemaVersion: 0 }), "schema 0 is not supported"],
    ["a newer schema", state({ schemaVersion: 4 }), "schema 4 is not supported"],
    [
      "an unknown action",
      state({ actions: [[{ actionType: 99 }]] }),
      "unexpected action type '99'",
    ],
    ["an action that is a text", state({ actions: [["x"]] }), "Expected an action"],
    ["an action without a name", state({ actions: [[{ actionType: 0 }]] }), '"functionName"'],
    [
      "a retry without options",
      state({ actions: [[{ actionType: 1, functionName: "a" }]] }),
      '"retryOptions"',
    ],
    [
      "a retry without attempts",
      state({
        actions: [
          [
            {
              actionType: 1,
              functionName: "a",
              retryOptions: { firstRetryIntervalInMilliseconds: 1 },
            },
          ],
        ],
      }),
      '"maxNumberOfAttempts"',
    ],
  ])("fails an instance whose function returns %s", async (_title, returnValue, message) => {
    expect((await answering(returnValue)).decisions).toEqual([
      {
        kind: "complete",
        status: "Failed",
        message: expect.stringMatching(/^Orchestrator function 'triage' failed: /),
      },
    ]);
    expect((await answering(returnValue)).decisions).toMatchObject([
      { message: expect.stringContaining(message) },
    ]);
  });

  it("sends a scheduled signal, which other SDKs have, under the time it is due", async () => {
    const action = {
      actionType: 10,
      instanceId: "@audit@x",
      operation: "note",
      fireAt: "2026-01-01T01:00:00Z",
    };

    const { decisions } = await answering(state({ actions: [[action]] }));

    expect(decisions).toMatchObject([
      {
        kind: "send-event",
        name: "op@2026-01-01T01:00:00.000Z",
        input: expect.stringContaining('"due":"2026-01-01T01:00:00.000Z"'),
      },
    ]);
  });

  it("rejects when the worker itself is broken, and not when the function throws", async () => {
    const broken = createV3Protocol({ invoke: () => Promise.reject(new Error("no function")) });
    const thrown = createV3Protocol({
      invoke: () => Promise.reject(new InvocationError("boom", "")),
    });

    await expect(broken.runTurn(turn)).rejects.toThrow("no function");
    await expect(thrown.runTurn(turn)).resolves.toMatchObject({
      decisions: [{ message: "Orchestrator function 'triage' failed: boom" }],
    });
  });
});
