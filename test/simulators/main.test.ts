import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulators } from "../../simulators/server";
import { webhookPath } from "../../simulators/teams/trigger";
import { probe } from "./probe";

const root = join(__dirname, "../..");

let folder: string;
let program: string;
let children: ChildProcess[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "simulators-"));
  program = join(folder, "main.cjs");
  execFileSync(join(root, "node_modules/.bin/esbuild"), [
    join(root, "simulators/main.ts"),
    "--bundle",
    "--platform=node",
    "--log-level=error",
    `--outfile=${program}`,
  ]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  children = [];
});

afterEach(async () => {
  for (const child of children) {
    const isOver = child.exitCode !== null || child.signalCode !== null;
    if (!isOver) await ended(child, () => child.kill("SIGKILL"));
  }
});

function start(...args: string[]): ChildProcess {
  const child = fork(program, args, { silent: true });
  children.push(child);
  return child;
}

async function ready(child: ChildProcess): Promise<string> {
  const [message] = (await once(child, "message")) as [{ type: string; url: string }];
  expect(message.type).toBe("ready");
  return message.url;
}

async function ended(
  child: ChildProcess,
  act: () => void = () => undefined,
): Promise<number | null> {
  const exit = once(child, "exit");
  act();
  const [code] = (await exit) as [number | null];
  return code;
}

describe("the program", () => {
  it("tells its parent where it serves every vendor", async () => {
    const url = await ready(start("--port", "0"));

    const overview = (await (await fetch(url)).json()) as { vendors: { name: string }[] };

    expect(overview.vendors.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["managed-identity", "key-vault", "servicenow", "teams"]),
    );
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends on %s", async (signal) => {
    const child = start("--port", "0");
    await ready(child);

    await expect(ended(child, () => child.kill(signal))).resolves.toBe(0);
  });

  it("ends when its parent goes", async () => {
    const child = start("--port", "0");
    await ready(child);

    await expect(ended(child, () => child.disconnect())).resolves.toBe(0);
  });

  it("names the port and the flag when the port is taken", async () => {
    const taken = await startSimulators({ only: [probe] });
    const child = start("--port", String(taken.port));
    let output = "";
    child.stderr?.on("data", (text) => (output += String(text)));

    await expect(ended(child)).resolves.toBe(1);

    expect(output).toContain(
      `Cannot listen on port ${taken.port}: it is taken; choose another with --port`,
    );
    await taken.close();
  });

  it.each([
    ["--port", "many", "Cannot use --port many"],
    ["--latency", "long", "A latency must be a number"],
    ["--ports", "1", "Unknown option '--ports'"],
  ])("does not start with %s %s", async (flag, value, reason) => {
    const child = start(...(flag === "--port" ? [] : ["--port", "0"]), flag, value);
    let output = "";
    child.stderr?.on("data", (text) => (output += String(text)));

    await expect(ended(child)).resolves.toBe(1);

    expect(output).toContain(reason);
    expect(output).toContain("Usage: node dist/simulators/main.js");
  });

  it("has what it answered for, although it was killed right after", async () => {
    const memory = join(folder, "deep", "memory.db");
    const first = start("--port", "0", "--memory", memory);
    const url = await ready(first);
    const body = JSON.stringify({ type: "message", attachments: [] });
    await fetch(`${url}/teams${webhookPath}`, { method: "POST", body });
    await ended(first, () => first.kill("SIGKILL"));

    const again = await ready(start("--port", "0", "--memory", memory));

    await expect((await fetch(`${again}/state/teams`)).json()).resolves.toMatchObject({
      messages: [{ cards: [] }],
    });
    await expect((await fetch(`${again}/calls`)).json()).resolves.toHaveLength(1);
  });
});
