import { EventType, type HistoryEvent } from "../../../local-host/protocol/history";
import { harness } from "./support/harness";
import { type ScriptBody, atOnce } from "./support/scripted-protocol";

const childOf = (engine: { history(id: string): HistoryEvent[] }, id: string): string =>
  engine.history(id).find((e) => e.EventType === EventType.SubOrchestrationInstanceCreated)!
    .InstanceId!;

const tolerant = (childId?: string, name = "child"): ScriptBody =>
  function* ({ child }) {
    try {
      return yield child(name, 5, childId);
    } catch (error) {
      return `caught: ${(error as Error).message}`;
    }
  };

describe("sub-orchestrations", () => {
  it("give their output to the parent, under an id made of execution and task", async () => {
    const { run, engine, protocol } = harness({
      scripts: {
        main: tolerant(),
        child: atOnce(({ input }) => (input as number) + 1),
      },
    });

    const { instanceId, output } = await run();

    expect(output).toBe("6");
    const childId = childOf(engine, instanceId);
    expect(childId).toBe(`${protocol.turns[0]!.executionId}:0`);
    expect(engine.status(childId)).toMatchObject({ name: "child", runtimeStatus: "Completed" });
    expect(protocol.turns[1]).toMatchObject({ instanceId: childId, parentInstanceId: instanceId });
    expect(engine.history(childId)[1]!.ParentInstance).toMatchObject({
      Name: "main",
      TaskScheduleId: 0,
      OrchestrationInstance: { InstanceId: instanceId },
    });
  });

  it("without input get null", async () => {
    const { run, protocol } = harness({
      scripts: {
        *main({ child }) {
          yield child("child");
        },
        *child() {},
      },
    });

    await run();

    expect(protocol.turns[1]!.input).toBeNull();
  });

  it("that fail fail the call, with the reason and a text for details", async () => {
    const { run, engine } = harness({
      scripts: {
        main: tolerant("c1"),
        child: atOnce(() => {
          throw new Error("Orchestrator function 'child' failed: boom");
        }),
      },
    });

    const { output, instanceId } = await run();

    expect(output).toContain("caught: Orchestrator function 'child' failed: boom");
    const failed = engine
      .history(instanceId)
      .find((e) => e.EventType === EventType.SubOrchestrationInstanceFailed);
    expect(typeof failed!.Details).toBe("string");
  });

  it("that are terminated fail the call without details, as in Azure", async () => {
    const { start, engine } = harness({
      scripts: {
        main: tolerant("c1"),
        *child({ event }) {
          yield event("never");
        },
      },
    });
    const id = await start();
    await engine.whenIdle();

    await engine.terminate("c1", "enough");
    await engine.whenIdle();

    expect(engine.status(id)!.output).toBe('"caught: enough"');
    const failed = engine
      .history(id)
      .find((e) => e.EventType === EventType.SubOrchestrationInstanceFailed);
    expect(failed).toMatchObject({ Reason: "enough", Details: null });
  });

  it("that nobody registered fail the call", async () => {
    const { run } = harness({ scripts: { main: tolerant(undefined, "nobody") } });

    expect((await run()).output).toContain("caught: The function 'nobody' doesn't exist");
  });

  it.each([
    ["its parent's id", "a1", "must not be its parent's"],
    ["an entity's id", "@ledger@x", 'must not start with \\"@\\"'],
    ["the id of one that runs", "busy", "with the status Running already exists"],
  ])("under %s fail the call", async (_title, childId, problem) => {
    const { start, finish, engine } = harness({
      scripts: {
        main: tolerant(childId),
        *waiter({ event }) {
          yield event("never");
        },
        *child() {},
      },
    });
    await start({}, "busy", "waiter");
    await engine.whenIdle();

    const status = await finish(await start({}, "a1"));

    expect(status.output).toContain("caught:");
    expect(status.output).toContain(problem);
    expect(engine.status("busy")!.runtimeStatus).toBe("Running");
  });

  it("replace a finished instance of the same id", async () => {
    let attempts = 0;
    const { run, engine } = harness({
      scripts: {
        *main({ child }) {
          for (;;) {
            try {
              return yield child("child", 1, "c1");
            } catch {
              // the next attempt
            }
          }
        },
        *child({ task }) {
          yield task("work");
        },
      },
      activities: {
        work() {
          attempts += 1;
          if (attempts < 3) throw new Error("not yet");
        },
      },
    });

    expect(await run()).toMatchObject({ runtimeStatus: "Completed" });
    expect(attempts).toBe(3);
    expect(engine.status("c1")!.runtimeStatus).toBe("Completed");
  });

  it("go on when their parent is terminated or suspended", async () => {
    const { start, engine, finish } = harness({
      scripts: {
        main: tolerant("c1"),
        *child({ event }) {
          return yield event("go");
        },
      },
    });
    const id = await start();
    await engine.whenIdle();

    await engine.terminate(id, "enough");
    await engine.whenIdle();
    expect(engine.status("c1")!.runtimeStatus).toBe("Running");
    await engine.raiseEvent("c1", "go", "1");

    expect(await finish("c1")).toMatchObject({ runtimeStatus: "Completed", output: "1" });
    expect(engine.status(id)!.runtimeStatus).toBe("Terminated");
  });
});
