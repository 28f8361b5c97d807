import { existsSync } from "node:fs";
import { join } from "node:path";
import { type TestHost, startTestHost } from "../../../local-host/test-host/test-host";
import { bundle, fixtureApp } from "../../support/bundle";
import { temporaryFolder } from "../../support/temporary-folder";

const program = bundle("local-host/test-host/program.ts");
afterAll(() => program.remove());

let host: TestHost;
const start = async (options: Partial<Parameters<typeof startTestHost>[0]> = {}): Promise<void> => {
  host = await startTestHost({
    app: fixtureApp("reminder-app"),
    program: program.file,
    ...options,
  });
};
afterEach(() => host.stop());

describe("startTestHost()", () => {
  it("answers requests, and shows an instance and its history", async () => {
    await start();
    const { id } = (await (await host.post("/api/ask", { whom: "bob" })).json()) as { id: string };
    await host.settle();

    expect(await host.status(id)).toMatchObject({
      runtimeStatus: "Running",
      input: { whom: "bob" },
    });
    expect((await host.history(id)).map(({ Name }) => Name)).toContain("remind");
    expect(await host.status("nobody")).toBeUndefined();
  });

  it("says what an instance waits with when it does not end in time", async () => {
    await start();
    const id = await host.start("remindAndClose", { whom: "bob" });

    await expect(host.finish(id, { within: { days: 5 } })).rejects.toThrow(
      `"${id}" is Running still at 2026-01-06T00:00:00.000Z`,
    );
    await expect(host.finish("nobody")).rejects.toThrow("there is no such instance");
  });

  it("runs an activity and loses its result when that is what the test asks for", async () => {
    await start();
    await host.failActivity("remind", { afterwards: true });
    const id = await host.start("remindAndClose", { whom: "bob" });
    await host.turnBy({ minutes: 2 });

    expect(host.activityRuns("remind")).toMatchObject([
      { instanceId: id, input: { whom: "bob" }, injected: true },
      { injected: false, error: null },
    ]);
  });

  it("keeps time, failures and address over a crash", async () => {
    await start({ startsAt: new Date("2030-05-01T00:00:00Z") });
    await host.failActivity("close");
    const id = await host.start("remindAndClose", { whom: "bob" });
    await host.turnBy({ days: 3 });
    const { url } = host;

    await host.kill();
    await expect(host.fetch("/api/ask")).rejects.toThrow("fetch failed");
    await host.restart();

    expect(host.url).toBe(url);
    expect(host.now()).toEqual(new Date("2030-05-04T00:00:00Z"));
    await host.raiseEvent(id, "answer", "late");
    expect(await host.finish(id)).toMatchObject({
      runtimeStatus: "Failed",
      output: expect.stringContaining('"close" fails because the test says so'),
    });
  });

  it("goes on from a file that is given, and leaves it there", async () => {
    const databaseFile = join(temporaryFolder(), "kept.db");
    await start({ databaseFile });
    const id = await host.start("remindAndClose", { whom: "bob" });
    await host.stop();
    await start({ databaseFile });

    expect(await host.finish(id)).toMatchObject({ runtimeStatus: "Completed" });
    await host.stop();
    expect(existsSync(databaseFile)).toBe(true);
  });

  it("says why the app cannot be started", async () => {
    await start();
    const broken = startTestHost({ app: fixtureApp("throwing-app"), program: program.file });

    await expect(broken).rejects.toThrow(
      "The tested host has ended: Worker was unable to load entry point",
    );
  });

  it("waits for the real clock when it is to", async () => {
    await start({ clock: "real" });
    const id = await host.start("remindAndClose", { whom: "bob" });
    await host.settle();
    await host.raiseEvent(id, "answer", "now");

    expect(await host.finish(id, { within: { seconds: 10 } })).toMatchObject({
      output: "closed: now",
    });
    await expect(host.turnBy(1)).rejects.toThrow("Cannot turn the real clock");
  });
});
