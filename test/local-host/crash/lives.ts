import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundle } from "../../support/bundle";
import type { Report, Task } from "./life-runner";

/** Processes with the shapes app and the engine, bundled: one starts in a tenth of a second. */
export interface Lives {
  /** Has a process of its own do a task. Resolves with the signal that ended it. */
  doomed(task: Task): Promise<NodeJS.Signals | null>;
  /** Has the one process that goes on living do a task. */
  checked(task: Task): Promise<Report>;
  end(): void;
}

export function createLives(): Lives {
  const runner = bundle("test/local-host/crash/life-runner.ts");
  const app = bundle(join(relativeShapes, "index.js"), "--external:@azure/functions-core");
  const directory = dirname(app.file);
  writeFileSync(join(directory, "package.json"), JSON.stringify({ main: "bundle.cjs" }));
  const environment = {
    ...process.env,
    NODE_NO_WARNINGS: "1",
    NODE_COMPILE_CACHE: join(directory, "cache"),
  };
  const born = (args: string[]): ChildProcess =>
    fork(runner.file, [directory, ...args], {
      env: environment,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
  const checker = born([]);
  let last: Promise<unknown> = Promise.resolve();

  async function ask(task: Task): Promise<Report> {
    checker.send(task);
    const [report] = (await Promise.race([once(checker, "message"), gone])) as [Report];
    return report;
  }
  const gone = once(checker, "exit").then(([code, signal]) => {
    throw new Error(`The checking process ended with ${code ?? signal}`);
  });
  gone.catch(() => undefined);

  return {
    async doomed(task) {
      const [, signal] = (await once(born([JSON.stringify(task)]), "exit")) as [
        number | null,
        NodeJS.Signals | null,
      ];
      return signal;
    },
    checked(task) {
      const report = last.then(() => ask(task));
      last = report.catch(() => undefined);
      return report;
    },
    end() {
      checker.kill("SIGKILL");
      runner.remove();
      app.remove();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const relativeShapes = join("test", "support", "fixture-apps", "shapes-app");
