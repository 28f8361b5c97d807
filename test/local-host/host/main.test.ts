import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { bundle, fixtureApp } from "../../support/bundle";
import { startHostProcess } from "../../support/host-process";
import { send } from "../../support/loopback";
import { runCommand } from "../../support/run-command";
import { temporaryFolder } from "../../support/temporary-folder";

/** The command itself. */

const main = bundle("local-host/main.ts");
afterAll(() => main.remove());

const httpApp = [fixtureApp("http-app"), "--port", "0", "--database", ":memory:"];

/** Runs the command to its end. */
const run = (...args: string[]) => runCommand(main.file, args);

describe("durable-host", () => {
  it("lists functions with their URLs, says where it listens, and tells its parent", async () => {
    const host = await startHostProcess({ file: main.file, args: httpApp });

    expect(host.output()).toContain(`\techo: [GET,POST] ${host.url}/api/echo\n`);
    expect(host.output()).toContain(`Listening on ${host.url}. Ctrl-C stops it`);
    expect(host.output()).not.toContain("off:");
    expect((await send(host.url, "/admin/host/ping")).status).toBe(200);

    await host.stop();
  });

  it("writes JSON lines when it is told to", async () => {
    const host = await startHostProcess({ file: main.file, args: [...httpApp, "--json-logs"] });
    await host.stop();

    const lines = host.output().trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
      expect.objectContaining({ level: "information", message: "Functions:" }),
    );
  });

  it.each(["SIGTERM", "SIGINT"] as const)("stops cleanly on %s", async (signal) => {
    const args = [fixtureApp("hooks-app"), "--port", "0", "--database", ":memory:"];
    const host = await startHostProcess({ file: main.file, args });
    const closed = once(host.process, "close");

    host.process.kill(signal);

    expect(await closed).toEqual([0, null]);
    expect(host.output()).toContain("appTerminate after appStart");
  });

  it("ends when its parent is gone", async () => {
    const host = await startHostProcess({ file: main.file, args: httpApp });
    const exited = once(host.process, "exit");

    host.process.disconnect();

    expect(await exited).toEqual([0, null]);
    expect(host.output()).toContain("Stopping: the parent process ended");
  });

  it("keeps its database in the app's folder", async () => {
    const folder = temporaryFolder({ "package.json": "{}", "host.json": { version: "2.0" } });
    const host = await startHostProcess({ file: main.file, args: [folder, "--port", "0"] });

    await host.stop();

    expect(existsSync(join(folder, ".local", "durable.db"))).toBe(true);
  });

  it("listens where local.settings.json says, unless --port says otherwise", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const folder = temporaryFolder({
      "package.json": "{}",
      "host.json": {},
      "local.settings.json": { Host: { LocalHttpPort: port } },
    });

    const { code, errors } = await run(folder, "--database", ":memory:");
    const args = [folder, "--database", ":memory:", "--port", "0"];
    const host = await startHostProcess({ file: main.file, args });

    expect(code).toBe(1);
    expect(errors).toBe(
      `Port ${port} is in use. End what listens there, or choose one with --port\n` +
        errors.slice(errors.indexOf("\n") + 1),
    );
    await host.stop();
    taken.close();
  });

  it("says in one sentence why an app does not load, and shows the app's own stack", async () => {
    const args = [fixtureApp("throwing-app"), "--port", "0", "--database", ":memory:"];

    const { code, errors } = await run(...args);

    expect(code).toBe(1);
    expect(errors).toMatch(/^Worker was unable to load entry point "index\.js": no database\n/);
    expect(errors).toContain(join("throwing-app", "index.js"));
  });

  it("runs the other functions when a timer cannot be read, and names it", async () => {
    const args = [fixtureApp("durable-app"), "--port", "0", "--database", ":memory:"];
    const host = await startHostProcess({
      file: main.file,
      args,
      environment: { SCHEDULE: "0 0 0 * * 7" },
    });

    expect(host.output()).toContain(
      `ERROR: The 'hourly' function is in error: The schedule "0 0 0 * * 7" has a day of week`,
    );
    expect((await send(host.url, "/admin/host/ping")).status).toBe(200);

    await host.stop();
  });

  it("refuses a time zone that it does not know, in one sentence", async () => {
    const folder = temporaryFolder({
      "package.json": "{}",
      "host.json": {},
      "local.settings.json": { Values: { WEBSITE_TIME_ZONE: "Mars/Olympus" } },
    });

    const { code, errors } = await run(folder, "--port", "0", "--database", ":memory:");

    expect(code).toBe(1);
    expect(errors).toMatch(/^Cannot tell the time for timers: .* is "Mars\/Olympus", [^\n]+\n$/);
  });

  it("runs the app in its own folder, wherever it was called", async () => {
    const folder = temporaryFolder({
      "package.json": { main: "index.js" },
      "host.json": {},
      "index.js": 'throw new Error(require("node:fs").readFileSync("own.txt", "utf8"));',
      "own.txt": "read by a relative path",
    });

    const { errors } = await run(folder, "--port", "0", "--database", ":memory:");

    expect(errors).toMatch(/^Worker was .* "index\.js": read by a relative path\n/);
  });

  it("refuses a folder that is no app", async () => {
    const { code, errors } = await run(temporaryFolder(), "--port", "0");

    expect(code).toBe(1);
    expect(errors).toContain('host.json": is this the folder of a Functions app?');
  });

  it("helps, and refuses options that it does not know", async () => {
    const help = await run("--help");
    const wrong = await run("--loud");

    expect(help).toMatchObject({ code: 0, errors: "" });
    expect(help.output).toContain("Usage: durable-host [folder] [options]");
    expect(wrong.code).toBe(1);
    expect(wrong.errors).toContain("--loud");
  });
});
