import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const built = (path: string): string => JSON.stringify(join(__dirname, "../../dist", path));

/** How a delivery ended, and what its attempts before the last one failed with. */
export interface Delivery {
  answer?: unknown;
  failed: string[];
}

export interface Wish {
  key: string;
  /** "once" sends what can be looked for; "alone" sends as the only one of its name. */
  by: "once" | "alone";
  /** Asks at the gate before it sends. */
  isGated?: boolean;
  mostTries?: number;
}

/** A process over a ledger's file that delivers steps to a counter. */
export interface Deliverer {
  process: ChildProcess;
  /** Rejects when the process ends before it has delivered. */
  deliver(wish: Wish): Promise<Delivery>;
  close(): Promise<void>;
}

const program = (file: string, url: string, times: object): string => `
  const { once } = require(${built("activities/once.js")});
  const { alone, leaseTimes } = require(${built("activities/lease.js")});
  const { createHttp } = require(${built("connectors/http.js")});
  const { openSqliteLedger } = require(${built("ledger/sqlite.js")});
  const { z } = require("zod");
  Object.assign(leaseTimes, ${JSON.stringify(times)});
  const pause = (most) => new Promise((resolve) => setTimeout(resolve, Math.random() * most));
  const authorize = async () => ({});
  const counter = createHttp({ vendor: "counter", baseUrl: "${url}", authorize, rateLimitSeconds: 1 });
  const at = new Date().toISOString();

  const send = async (key, isGated) => {
    if (isGated) await counter.read(z.unknown(), { method: "GET", path: "/gate" });
    await counter.send({ method: "POST", path: "/effects/" + key, body: {} });
    return "sent";
  };
  const look = async (key) => {
    const { count } = await counter.read(z.object({ count: z.number() }), {
      method: "GET",
      path: "/effects/" + key,
    });
    return count > 0 ? "found" : null;
  };
  const attempt = (ledger, { key, by, isGated }) =>
    by === "alone"
      ? alone(ledger, key, async () => (await look(key)) ?? send(key, isGated))
      : once(
          ledger,
          { key: "incident/" + key, runId: "run-1", at },
          { action: "count", target: key, look: () => look(key), send: () => send(key, isGated) },
        );

  (async () => {
    const ledger = await openSqliteLedger(${JSON.stringify(file)});
    process.on("message", async ({ number, wish }) => {
      const failed = [];
      for (let tries = 0; tries < (wish.mostTries ?? 500); tries += 1) {
        await pause(3);
        try {
          process.send({ number, answer: await attempt(ledger, wish), failed });
          return;
        } catch (error) {
          failed.push(error.message);
          await pause(20);
        }
      }
      process.send({ number, failed });
    });
    process.send("ready");
  })();
`;

/** Starts one; rejects with what its process said when that ends before it is ready. */
export async function startDeliverer(
  file: string,
  url: string,
  times: object = {},
): Promise<Deliverer> {
  const stdio = ["ignore", "inherit", "pipe", "ipc"] as const;
  const child = spawn(process.execPath, ["-e", program(file, url, times)], {
    stdio: [...stdio],
    cwd: join(__dirname, "../.."),
  });
  let told = "";
  child.stderr!.on("data", (data: Buffer) => (told += data.toString()));
  const ended = once(child, "close").then(
    ([status, signal]) => new Error(`A deliverer ended with ${signal ?? status}: ${told}`),
  );
  const unlessEnded = async <T>(work: Promise<T>): Promise<T> => {
    const first = await Promise.race([work, ended]);
    if (first instanceof Error) throw first;
    return first;
  };
  await unlessEnded(once(child, "message"));
  const waiting = new Map<number, (delivery: Delivery) => void>();
  child.on("message", ({ number, ...delivery }: Delivery & { number: number }) =>
    waiting.get(number)?.(delivery),
  );
  return {
    process: child,
    deliver(wish) {
      const { promise, resolve } = Promise.withResolvers<Delivery>();
      const number = waiting.size;
      waiting.set(number, resolve);
      child.send({ number, wish });
      return unlessEnded(promise);
    },
    async close() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
