import { setTimeout as pause } from "node:timers/promises";
import type { TestHost } from "../../local-host/test-host/test-host";
import type { Ledger } from "./ledger";
import type { Random } from "./random";
import { type Deed, counters, planOf } from "./shapes";

/** What was done to a host. */
export interface Traffic {
  /** A minute of starts, signals and deeds, and then the clock is turned over it. */
  minute(): Promise<void>;
  /** The same, and the process is killed somewhere in the turning. */
  minuteWithCrash(): Promise<void>;
  /** Only deeds that are still due. */
  quietMinute(): Promise<void>;
  /** Additions to entities that were accepted, as `name/key`. */
  additions(): ReadonlyMap<string, number>;
  /** Every crash, and whether it came while the clock was being turned rather than after. */
  kills(): readonly { wasCut: boolean }[];
  /** Activity runs that were told to fail. */
  faults(): number;
}

interface TrafficParts {
  host: TestHost;
  ledger: Ledger;
  random: Random;
  /** Starts of a minute, on average. */
  starts: number;
}

export function createTraffic({ host, ledger, random, starts }: TrafficParts): Traffic {
  const additions = new Map<string, number>();
  const deeds = new Map<number, { id: string; deed: Deed }[]>();
  const kills: { wasCut: boolean }[] = [];
  let [minutes, count, faults] = [0, 0, 0];

  const add = (entity: string, amount: number): void =>
    void additions.set(entity, (additions.get(entity) ?? 0) + amount);

  async function startOne(): Promise<void> {
    count += 1;
    const id = `flow-${count}`;
    const plan = planOf(random, id);
    ledger.started(id, plan);
    for (const [entity, amount] of Object.entries(plan.additions)) add(entity, amount);
    for (const deed of plan.deeds) {
      const at = minutes + deed.minutes - 1; // this minute has been counted
      deeds.set(at, [...(deeds.get(at) ?? []), { id, deed }]);
    }
    await host.start(plan.orchestrator, plan.input, id);
  }

  async function signalOne(): Promise<void> {
    const entity = `counter/${random.of(counters)}`;
    await mustPost(host, `entities/${entity}?op=add`, 1);
    add(entity, 1);
  }

  async function injectFault(): Promise<void> {
    const times = 1 + random.below(3);
    faults += times;
    await host.failActivity("work", { times, afterwards: random.oneIn(2) });
  }

  async function doDeeds(): Promise<void> {
    const due = deeds.get(minutes) ?? [];
    deeds.delete(minutes);
    await Promise.all(due.map(({ id, deed }) => perform(host, id, deed)));
    minutes += 1;
  }

  async function beforeTurn(): Promise<void> {
    await doDeeds();
    if (minutes % 10 === 5) await injectFault();
    // Bursts: most minutes are quiet, one in four is not.
    const isBurst = random.oneIn(4);
    const most = isBurst ? starts * 5 : starts;
    await Promise.all(Array.from({ length: random.below(most) }, startOne));
    await Promise.all(Array.from({ length: random.below(5) }, signalOne));
  }

  return {
    async minute() {
      await beforeTurn();
      await host.turnBy({ minutes: 1 });
    },
    async minuteWithCrash() {
      await beforeTurn();
      const to = new Date(host.now().getTime() + 60_000);
      const wasCut = host.turnTo(to).then(
        () => false,
        () => true,
      );
      await pause(random.below(60));
      await host.kill();
      kills.push({ wasCut: await wasCut });
      await host.restart();
      await host.turnTo(to);
    },
    async quietMinute() {
      await doDeeds();
      await host.turnBy({ minutes: 1 });
    },
    kills: () => kills,
    additions: () => additions,
    faults: () => faults,
  };
}

async function perform(host: TestHost, id: string, { operation, data }: Deed): Promise<void> {
  if (operation === "answer") return host.raiseEvent(id, "answer", data);
  await mustPost(host, `instances/${id}/${operation}?reason=${data ?? ""}`, null);
}

async function mustPost(host: TestHost, path: string, json: unknown): Promise<void> {
  const response = await host.post(`/runtime/webhooks/durabletask/${path}`, json);
  if (response.status === 202) return;
  throw new Error(`POST ${path} is answered ${response.status}: ${await response.text()}`);
}
