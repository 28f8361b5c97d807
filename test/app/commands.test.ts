import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { temporaryFolder } from "../support/temporary-folder";

jest.setTimeout(60_000);

const root = join(__dirname, "..", "..");
const running: ChildProcess[] = [];
afterEach(() => running.splice(0).forEach((child) => child.kill("SIGKILL")));

/** A command of package.json as npm runs it, without npm. */
function run(script: string, ...args: string[]) {
  const child = spawn(process.execPath, [join(root, "dist", "scripts", script), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.push(child);
  let output = "";
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      output += data.toString();
      watchers.forEach((watch) => watch());
    });
  }
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, output }));
  return {
    ended,
    said: (pattern: RegExp) =>
      new Promise<string>((resolve, reject) => {
        const watch = (): void => {
          const [found] = pattern.exec(output) ?? [];
          if (found !== undefined) resolve(found);
        };
        watchers.add(watch);
        watch();
        void ended.then(() => reject(new Error(`It never said ${String(pattern)}: ${output}`)));
      }),
    interrupt: () => child.kill("SIGINT"),
  };
}

const start = (data: string, ...more: string[]) =>
  run("start.js", "--port", "0", "--simulators-port", "0", "--data", data, ...more);

describe("npm run demo", () => {
  it("answers the sample, tells each step and ends with 0", async () => {
    const { code, output } = await run("demo.js").ended;

    expect(output).toMatch(/lookUp +45\.83\.64\.10 +malicious, VirusTotal: 14 of 94 engines/);
    expect(output).toMatch(/contain +feed-block:address:45\.83\.64\.10 +in force until/);
    expect(output).toMatch(/People are asked until \d{4}-/);
    expect(code).toBe(0);
  });
});

describe("npm start", () => {
  it("names the port that is taken and the option that chooses another, and ends", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;

    const ending = await run("start.js", "--simulators-port", `${port}`, "--port", "0").ended;

    expect(ending).toEqual({
      code: 1,
      output: `Port ${port}, for the simulated vendors, is taken. End what listens there, or choose another with --simulators-port\n`,
    });
    server.close();
  });

  it("answers the sample incident, and what a sweep finds in the sample log", async () => {
    const started = start(temporaryFolder());

    expect(await started.said(/Found: .*45\.83\.64\.10/)).toContain("45.83.64.10");
    await started.said(/Serving until Ctrl-C/);
    started.interrupt();
    expect((await started.ended).code).toBe(0);
  });

  it("goes on after Ctrl-C, when it is started again, with what was running, and says so", async () => {
    const data = temporaryFolder();
    const first = start(data, "--no-sample");
    const [incidents, calls] = await Promise.all([
      first.said(/http:\S+\/api\/incidents/),
      first.said(/http:\S+\/calls/),
    ]);
    const simulators = new URL("/", calls).href;
    const fault = { vendor: "servicenow", delayMs: 30_000, forever: true };
    await fetch(`${simulators}faults`, { method: "POST", body: JSON.stringify(fault) });
    const body = readFileSync(join(root, "samples", "incident.json"), "utf8").replaceAll(
      "33333333-3333-3333-3333-333333333333",
      randomUUID(),
    );
    expect((await fetch(incidents, { method: "POST", body })).status).toBe(202);
    first.interrupt();
    expect(await first.ended).toMatchObject({
      code: 0,
      output: expect.stringContaining("Ending …"),
    });

    const second = start(data, "--no-sample");
    await second.said(/One run goes on from before/);
    await second.said(/People are asked until/);
    second.interrupt();
    expect((await second.ended).code).toBe(0);
  });
});

describe("npm run respond", () => {
  it.each([
    [["nothing.json"], /^Cannot read nothing\.json: ENOENT/],
    [[join(root, "package.json"), "--url", "localhost:1"], /^--url must be an address/],
    [
      [join(root, "package.json"), "--url", "http://127.0.0.1:1"],
      /^No host answers at http:\/\/127\.0\.0\.1:1: is "npm start" running\?/,
    ],
  ])("says what is wrong with %j in one sentence", async (args, sentence) => {
    const { code, output } = await run("respond.js", ...args).ended;

    expect(code).toBe(1);
    expect(output).toMatch(sentence);
    expect(output.trim().split("\n")).toHaveLength(1);
  });
});
