import { type TestHost, startTestHost } from "../../../local-host/test-host/test-host";
import { bundle, fixtureApp } from "../../support/bundle";

const program = bundle("local-host/test-host/program.ts");
const app = fixtureApp("reminder-app");
afterAll(() => program.remove());

// docs/test-host.md shows what lies between the two lines.
// --- example ---
describe("remindAndClose", () => {
  let host: TestHost;
  beforeEach(async () => {
    host = await startTestHost({ app, program: program.file });
  });
  afterEach(() => host.stop());

  it("closes after thirty days without an answer", async () => {
    const id = await host.start("remindAndClose", { whom: "alice" });

    const { output } = await host.finish(id);

    expect(output).toBe("closed: no answer in 30 days");
    expect(host.now().toISOString()).toMatch("2026-01-31");
    expect(host.activityRuns("remind")).toHaveLength(3);
  });

  it("closes with the answer that comes on the twelfth day", async () => {
    const id = await host.start("remindAndClose", { whom: "alice" });
    await host.turnBy({ days: 12 });

    await host.raiseEvent(id, "answer", "done");

    expect(await host.finish(id)).toMatchObject({ output: "closed: done" });
    expect(host.activityRuns("remind")).toHaveLength(2);
  });

  it("reminds later when the mail server is down, and goes on after a crash", async () => {
    await host.failActivity("remind", { times: 2, message: "connect ECONNREFUSED" });
    const id = await host.start("remindAndClose", { whom: "alice" });
    await host.turnBy({ minutes: 1 });

    await host.kill();
    await host.restart();
    await host.turnBy({ minutes: 2 });

    const errors = host.activityRuns("remind").map(({ error }) => error);
    expect(errors).toEqual(["connect ECONNREFUSED", "connect ECONNREFUSED", null]);
    expect(await host.finish(id)).toMatchObject({ runtimeStatus: "Completed" });
  });
});
// --- example ---
