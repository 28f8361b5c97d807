import { join } from "node:path";
import { openSqliteLedger } from "../../ledger/sqlite";
import { temporaryFolder } from "../support/temporary-folder";
import { startCounter, until } from "./counter";
import { type Deliverer, type Wish, startDeliverer } from "./deliverer";

jest.setTimeout(180_000);

type Counter = Awaited<ReturnType<typeof startCounter>>;

let counter: Counter;
let file: string;
let started: Deliverer[];

beforeEach(async () => {
  counter = await startCounter();
  file = join(temporaryFolder(), "ledger.db");
  started = [];
});
afterEach(async () => {
  await Promise.all(started.map((one) => one.close()));
  await counter.close();
});

async function deliverers(count: number, times?: object): Promise<Deliverer[]> {
  const all = await Promise.all(
    Array.from({ length: count }, () => startDeliverer(file, counter.url, times)),
  );
  started.push(...all);
  return all;
}

const ways = ["once", "alone"] as const;

describe("two processes over one ledger", () => {
  it("bring an effect about once, however often both come to it at the same time", async () => {
    const [one, other] = (await deliverers(2)) as [Deliverer, Deliverer];
    const keys = Array.from({ length: 120 }, (_, number) => `${number}`);
    const whims = [
      { counts: true, and: "breaks off" },
      { counts: false, and: "refuses" },
      ...Array<"answers">(8)
        .fill("answers")
        .map((and) => ({ counts: true, and })),
    ] as const;
    counter.behave(() => whims[Math.floor(Math.random() * whims.length)]!);

    const queue = keys.values();
    const failures: string[] = [];
    const worker = async (): Promise<void> => {
      for (const key of queue) {
        const wish: Wish = { key, by: "once" };
        const both = await Promise.all([one.deliver(wish), other.deliver(wish)]);
        for (const { answer, failed } of both) {
          expect(["sent", "found"]).toContain(answer);
          failures.push(...failed);
        }
      }
    };
    await Promise.all(Array.from({ length: 10 }, worker));

    expect(keys.filter((key) => counter.effects(key) !== 1)).toEqual([]);
    const met = failures.filter((message) => message.includes("another execution is sending"));
    expect(met.length).toBeGreaterThan(10);
  });

  it.each(ways.flatMap((by) => [true, false].map((counts) => [by, counts] as const)))(
    "(%s) go on at the first attempt when the other was killed while it sent; it had happened: %s",
    async (by, counts) => {
      const [killed, next] = (await deliverers(2)) as [Deliverer, Deliverer];
      counter.behave(() => ({ counts, and: "is silent" }));
      const first = killed.deliver({ key: "k", by });
      await until("one sends", () => counter.received.length === 1);
      await until("it has happened", () => counter.effects("k") === Number(counts));
      counter.behave(() => ({ counts: true, and: "answers" }));

      killed.process.kill("SIGKILL");
      await expect(first).rejects.toThrow("ended with SIGKILL");
      const delivery = await next.deliver({ key: "k", by, mostTries: 1 });

      expect(delivery).toEqual({ answer: counts ? "found" : "sent", failed: [] });
      expect(counter.effects("k")).toBe(1);
    },
  );

  it.each(ways)(
    "(%s) send once when one is stopped for longer than its lease, and then continued",
    async (by) => {
      const times = { leaseMs: 600, renewMs: 100, skewMs: 200 };
      const [stopped, next] = (await deliverers(2, times)) as [Deliverer, Deliverer];
      const first = stopped.deliver({ key: "k", by, isGated: true, mostTries: 1 });
      await until("one asks at the gate", () => counter.gate.asked === 1);

      stopped.process.kill("SIGSTOP");
      const delivery = await next.deliver({ key: "k", by });
      stopped.process.kill("SIGCONT");
      counter.gate.open.resolve();

      // It was waited for as long as it could have sent.
      expect(delivery.answer).toBe("sent");
      expect(delivery.failed.length).toBeGreaterThan(2);
      expect(await first).toEqual({
        failed: [expect.stringContaining("was stopped for too long")],
      });
      expect(counter.received).toHaveLength(1);
      expect(counter.effects("k")).toBe(1);
    },
  );

  it.each(ways)("(%s) keep a lease for as long as one works, and leave none", async (by) => {
    const times = { leaseMs: 800, renewMs: 100, skewMs: 100 };
    const [one, other] = (await deliverers(2, times)) as [Deliverer, Deliverer];
    const first = one.deliver({ key: "k", by, isGated: true });
    await until("one asks at the gate", () => counter.gate.asked === 1);

    const second = await other.deliver({ key: "k", by, mostTries: 120 });
    counter.gate.open.resolve();

    expect(second.answer).toBeUndefined();
    expect(await first).toEqual({ answer: "sent", failed: [] });
    expect(counter.effects("k")).toBe(1);
    const ledger = await openSqliteLedger(file);
    const left = await ledger.revise<unknown>("lease/k", (document) => document);
    expect(left).toBeUndefined();
    await ledger.close();
  });
});
