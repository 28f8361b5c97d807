import { once } from "node:events";
import { join } from "node:path";
import { fixtureApp } from "../../support/bundle";
import { type HostProcess, startHostProcess } from "../../support/host-process";

/** A host in a process of its own, which ends without warning at a commit that the test chooses. */
export interface DoomedHost {
  url: string;
  /** Resolves when the process is gone, however that came. */
  gone: Promise<void>;
  /** How many commits there were since the last time, and which of those to come is the last. */
  doom(death?: Death): Promise<number>;
  kill(): void;
  stop(): Promise<number | null>;
}

export interface Death {
  commit: number;
  /** Of the commit: before it, all that it would have kept is lost. */
  side: "before" | "after";
}

export interface HostFiles {
  /** A bundle of `local-host/main.ts`. */
  main: string;
  /** For the database, and for a file a round with a line for every run of an activity. */
  folder: string;
}

const killer = join(__dirname, "..", "..", "support", "kill-at-commit.cjs");
const never: Death = { commit: Number.MAX_SAFE_INTEGER, side: "before" };

/** Starts the app of a dozen shapes, on what the last process left. */
export async function startDoomedHost({ main, folder }: HostFiles): Promise<DoomedHost> {
  const host = await startHostProcess({
    file: main,
    args: [fixtureApp("shapes-app"), "--port", "0", "--database", join(folder, "durable.db")],
    environment: { NODE_OPTIONS: `--require "${killer}"` },
  });
  return {
    url: host.url,
    gone: once(host.process, "close").then(() => undefined),
    doom: (death = never) => doom(host, death),
    kill: () => void host.process.kill("SIGKILL"),
    stop: () => host.stop(),
  };
}

async function doom({ process }: HostProcess, dieAt: Death): Promise<number> {
  const answer = once(process, "message") as Promise<[{ commits: number }]>;
  process.send({ dieAt });
  const [{ commits }] = await answer;
  return commits;
}
