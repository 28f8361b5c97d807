import { TurnedClock } from "../../../local-host/clock";
import { turnWhenIdle } from "../../../local-host/engine/auto-turn";
import { startHost } from "../../../local-host/host";

/**
 * A host whose clock its parent turns, in a process of its own: a folder and a database file as
 * arguments. Answers each message when it has done what the message asks for.
 */
export type TurnedHostAsk =
  /** Skips time until an instance has ended. */
  { finish: string } | { turnBy: number };

const final = ["Completed", "Failed", "Terminated"];

async function main(): Promise<void> {
  const [appDirectory = ".", databaseFile = ":memory:"] = process.argv.slice(2);
  const clock = new TurnedClock();
  const host = await startHost({
    appDirectory,
    databaseFile,
    port: 0,
    clock,
    log: (level, message) => void process.stdout.write(`${level}: ${message}\n`),
  });
  const isFinal = (id: string) => final.includes(host.engine.status(id)?.runtimeStatus ?? "");
  const answer = async (ask: TurnedHostAsk): Promise<void> => {
    if ("finish" in ask) await turnWhenIdle(host.engine, clock, () => isFinal(ask.finish));
    else clock.turnBy(ask.turnBy);
    process.send?.({ type: "done", now: clock.now() });
  };
  process.on("message", (ask: TurnedHostAsk) => void answer(ask));
  process.on("SIGTERM", () => void host.stop().then(() => process.exit(0)));
  process.send?.({ type: "ready", url: host.url });
}

void main();
