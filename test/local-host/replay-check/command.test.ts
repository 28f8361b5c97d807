import { once } from "node:events";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundle, fixtureApp } from "../../support/bundle";
import { type HostProcess, startHostProcess } from "../../support/host-process";
import { send } from "../../support/loopback";
import { runCommand } from "../../support/run-command";
import { temporaryFolder } from "../../support/temporary-folder";

/** The command, on a database that a host is using. */

const main = bundle("local-host/main.ts");
afterAll(() => main.remove());

const app = fixtureApp("replay-app");

interface Stage {
  database: string;
  ran: string;
  host: HostProcess;
}

/** A host with version 1 of the app and a run that waits. */
async function waiting(): Promise<Stage> {
  const folder = temporaryFolder();
  const [database, ran] = [join(folder, "durable.db"), join(folder, "ran")];
  const host = await startHostProcess({
    file: main.file,
    args: [app, "--port", "0", "--database", database],
    environment: { VERSION: "1", RAN_FILE: ran },
  });
  const instances = "/runtime/webhooks/durabletask";
  await send(host.url, `${instances}/orchestrators/triage/run-1`, { method: "POST", body: "{}" });
  for (let status: unknown; status !== "waiting";) {
    const answer = await send(host.url, `${instances}/instances/run-1`);
    status = (answer.json as { customStatus: unknown }).customStatus;
  }
  return { database, ran, host };
}

/** Runs the check to its end. */
const check = (version: string, { database, ran }: Omit<Stage, "host">, ...args: string[]) =>
  runCommand(main.file, ["replay-check", app, "--database", database, ...args], {
    VERSION: version,
    RAN_FILE: ran,
    TMPDIR: dirname(database),
  });

/** What is left of the copies that it works on. */
const copies = (database: string) =>
  readdirSync(dirname(database)).filter((name) => name.startsWith("replay-check-"));

describe("durable-host replay-check", () => {
  it("reads what a running host has stored, and the host goes on", async () => {
    const { host, ...stage } = await waiting();

    const same = await check("1", stage);
    const changed = await check("2", stage);

    expect(same).toMatchObject({ code: 0, output: expect.stringContaining("No run would break.") });
    expect(changed.code).toBe(1);
    expect(changed.output).toMatch(
      /^BREAKS {2}triage "run-1" \(Running\): in the history, step 0 is the activity "look"/,
    );
    expect(copies(stage.database)).toEqual([]);
    expect((await send(host.url, "/admin/host/ping")).status).toBe(200);
    await host.stop();
  });

  it("runs orchestrators only, and keeps what the app prints out of its report", async () => {
    const { host, ...stage } = await waiting();
    await host.stop();
    writeFileSync(stage.ran, "");

    const { code, output, errors } = await check("2", stage, "--json");

    expect(code).toBe(1);
    expect(readFileSync(stage.ran, "utf8")).toBe("");
    expect(errors).toMatch(/^version 2\nthe flow prints\n/);
    expect(
      output
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject([
      { type: "finding", instanceId: "run-1", orchestrator: "triage", effect: "breaks", step: 0 },
      { type: "summary", runs: 1, breaks: 1, counts: [{ orchestrator: "triage", running: 1 }] },
    ]);
  });

  it("finds what a host that was killed has left in its log", async () => {
    const { host, ...stage } = await waiting();
    const closed = once(host.process, "close");
    host.process.kill("SIGKILL");
    await closed;
    const log = readFileSync(`${stage.database}-wal`);

    expect(await check("2", stage)).toMatchObject({ code: 1 });
    expect(readFileSync(`${stage.database}-wal`).equals(log)).toBe(true);
  });

  it("lets a run that has ended be, unless it is told --all", async () => {
    const { host, ...stage } = await waiting();
    const run = "/runtime/webhooks/durabletask/instances/run-1";
    await send(host.url, `${run}/raiseEvent/go`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "1",
    });
    for (let status: unknown; status !== "Completed";) {
      status = ((await send(host.url, run)).json as { runtimeStatus: unknown }).runtimeStatus;
    }
    await host.stop();

    expect(await check("2", stage)).toMatchObject({
      code: 0,
      output: expect.stringContaining("1 that have ended would have gone another way."),
    });
    expect(await check("2", stage, "--all")).toMatchObject({ code: 1 });
    expect(await check("2", stage, "--all", "--running")).toMatchObject({ code: 0 });
  });

  it("ends with 2 and one sentence when it cannot check", async () => {
    const folder = temporaryFolder({
      "text.db": "no database at all, but long enough to look like",
    });
    const stage = { database: join(folder, "none.db"), ran: join(folder, "ran") };

    const missing = await check("1", stage);
    const text = await check("1", { ...stage, database: join(folder, "text.db") });
    const option = await check("1", stage, "--fast");

    expect(missing).toMatchObject({ code: 2, output: "" });
    expect(missing.errors).toMatch(/^Cannot read ".*none\.db": there is no such file\./);
    expect(existsSync(stage.database)).toBe(false);
    expect(text).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^Cannot read ".*text\.db"/),
    });
    expect(option).toMatchObject({ code: 2, errors: expect.stringContaining("--fast") });
  });

  it("ends with 2 when the new code cannot be loaded", async () => {
    const { host, ...stage } = await waiting();
    await host.stop();

    const { code, errors } = await check("broken", stage);

    expect(code).toBe(2);
    expect(errors).toContain('Worker was unable to load entry point "index.js": no such policy');
    expect(copies(stage.database)).toEqual([]);
  });
});
