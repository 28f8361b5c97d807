import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { startChild } from "../../scripts/run/child";
import { keep } from "../../scripts/run/keep";
import { temporaryFolder } from "../support/temporary-folder";

const root = join(__dirname, "..", "..");

/** A process that runs this text; it says its words through the channel that ours have. */
function optionsOf(text: string) {
  const folder = temporaryFolder({ "child.cjs": text });
  return {
    module: relative(root, join(folder, "child.cjs")),
    args: ["--port", "5000"],
    logFile: join(folder, "logs", "child.log"),
  };
}

const server = `
  const port = process.argv[3];
  process.once("SIGTERM", () => process.exit(0));
  setInterval(() => undefined, 1000);
  console.log("it serves");
  process.send({ type: "ready", url: "http://127.0.0.1:" + port });
`;

describe("startChild()", () => {
  it("answers when the process says where it is, and ends it when asked", async () => {
    const child = await startChild(optionsOf(server));
    expect(child.url).toBe("http://127.0.0.1:5000");

    await child.stop();

    expect(child.process.exitCode).toBe(0);
    await expect(child.stop()).resolves.toBeUndefined();
  });

  it("makes the process's sentence its own error, and leaves the stack in the log", async () => {
    const options = optionsOf(
      `process.stderr.write("Cannot open it\\n    at x\\n", () => process.exit(1));`,
    );

    await expect(startChild(options)).rejects.toThrow(
      `Cannot open it (more in ${options.logFile})`,
    );
    expect(readFileSync(options.logFile, "utf8")).toBe("Cannot open it\n    at x\n");
  });

  it("says how a process ended that said nothing", async () => {
    const options = optionsOf("process.exit(3)");

    await expect(startChild(options)).rejects.toThrow(`${options.module} ended (3)`);
  });

  it("gives it our environment and what is added", async () => {
    const options = optionsOf(
      `process.stderr.write(process.env.PATH + process.env.ADDED, () => process.exit(1))`,
    );

    await expect(startChild({ ...options, env: { ADDED: ":added" } })).rejects.toThrow(
      `${process.env["PATH"]}:added`,
    );
  });
});

describe("keep()", () => {
  it("starts a process that was killed again at its port, says so, and stops the new one", async () => {
    const said: string[] = [];
    const ports: number[] = [];
    const restarted = Promise.withResolvers<void>();
    const kept = await keep(
      "The host",
      async (port) => {
        const child = await startChild(optionsOf(server));
        if (ports.push(port) === 2) setImmediate(restarted.resolve);
        return child;
      },
      0,
      (sentence) => said.push(sentence),
    );
    const first = kept.pid();

    process.kill(first, "SIGKILL");
    await restarted.promise;

    expect(said).toEqual(["The host ended (SIGKILL); starting it again, nothing is lost"]);
    expect(ports).toEqual([0, 5000]);
    expect(kept.pid()).not.toBe(first);
    await kept.stop();
    expect(() => process.kill(kept.pid(), 0)).toThrow("ESRCH");
  });
});
