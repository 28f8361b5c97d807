import * as fc from "fast-check";
import { once } from "../../activities/once";
import type { Step } from "../../activities/step";
import { thisProcess } from "../../ledger/this-process";
import { ConnectorError } from "../../connectors/connector-error";
import type { Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";
import {
  type Behaviour,
  type CrashPoint,
  Killed,
  behaviours,
  crashPoints,
  inProcess,
  step,
  timedOut,
  vendor,
} from "./unreliable";

const sent = { number: "INC1" };

/** A send that tells when it is under way, and ends when it is answered. */
function held<T>(ends: () => Promise<T>) {
  const underWay = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const send = async (): Promise<T> => {
    underWay.resolve();
    await answered.promise;
    return ends();
  };
  return { send, underWay, answered };
}

describe("once() with a look", () => {
  it.each<[CrashPoint, { looks: number; sends: number }]>([
    ["before begin", { looks: 0, sends: 1 }],
    ["after begin", { looks: 0, sends: 1 }],
    ["after sending", { looks: 1, sends: 1 }],
    ["after the vendor did it", { looks: 1, sends: 1 }],
    ["after done", { looks: 0, sends: 1 }],
  ])("killed %s, the repeat answers the one effect there is", async (crash, requests) => {
    const memory = memoryLedger();
    const servicenow = vendor();

    await expect(once(inProcess(memory, crash), step, servicenow.askable)).rejects.toThrow(Killed);
    const answer = await once(inProcess(memory), step, servicenow.askable);

    expect(answer).toEqual(sent);
    expect(servicenow.effects).toEqual(["INC1"]);
    expect(servicenow.requests).toEqual(requests);
    expect(await memory.entry(step.key)).toMatchObject({ state: "done", result: sent });
  });

  it.each<[Behaviour, { looks: number; sends: number }]>([
    ["refuses", { looks: 0, sends: 2 }],
    ["does it unheard", { looks: 1, sends: 1 }],
    ["never hears of it", { looks: 1, sends: 2 }],
  ])("when the vendor %s, it fails, and the retry ends with one effect", async (how, requests) => {
    const ledger = memoryLedger();
    const servicenow = vendor();

    servicenow.behave(how);
    await expect(once(ledger, step, servicenow.askable)).rejects.toMatchObject({
      name: "ConnectorError",
      kind: "transient",
    });
    servicenow.behave("does it");
    const answer = await once(ledger, step, servicenow.askable);

    expect(answer).toEqual(sent);
    expect(servicenow.effects).toEqual(["INC1"]);
    expect(servicenow.requests).toEqual(requests);
  });

  it("sends nothing while the vendor cannot be asked whether it happened", async () => {
    const ledger = memoryLedger();
    const servicenow = vendor();
    servicenow.behave("does it unheard");
    await expect(once(ledger, step, servicenow.askable)).rejects.toThrow("no answer");

    const isDown = { ...servicenow.askable, look: () => Promise.reject(timedOut(false)) };
    await expect(once(ledger, step, isDown)).rejects.toThrow("no answer");

    expect(servicenow.requests.sends).toBe(1);
    expect(await ledger.entry(step.key)).toMatchObject({ state: "sending" });
  });

  it("looks after a bug, because nobody knows what it did", async () => {
    const ledger = memoryLedger();
    const servicenow = vendor();
    const send = async () => {
      await servicenow.askable.send();
      throw new TypeError("Cannot read properties of undefined");
    };

    await expect(once(ledger, step, { ...servicenow.askable, send })).rejects.toThrow(TypeError);
    await once(ledger, step, servicenow.askable);

    expect(servicenow.effects).toEqual(["INC1"]);
  });
});

describe("once() without a look", () => {
  it.each<[CrashPoint, unknown, string[]]>([
    ["before begin", sent, ["INC1"]],
    ["after begin", sent, ["INC1"]],
    ["after sending", "maybe", []],
    ["after the vendor did it", "maybe", ["INC1"]],
    ["after done", sent, ["INC1"]],
  ])("killed %s, the repeat answers %j", async (crash, expected, effects) => {
    const memory = memoryLedger();
    const teams = vendor();

    await expect(once(inProcess(memory, crash), step, teams.unaskable)).rejects.toThrow(Killed);
    const answer = await once(inProcess(memory), step, teams.unaskable);

    expect(answer).toEqual(expected);
    expect(teams.effects).toEqual(effects);
  });

  it.each<[Behaviour, string[]]>([
    ["does it unheard", ["INC1"]],
    ["never hears of it", []],
  ])('when the vendor %s, it answers "maybe", and so does every repeat', async (how, effects) => {
    const ledger = memoryLedger();
    const teams = vendor();

    teams.behave(how);
    expect(await once(ledger, step, teams.unaskable)).toBe("maybe");
    teams.behave("does it");
    expect(await once(ledger, step, teams.unaskable)).toBe("maybe");

    expect(teams.effects).toEqual(effects);
    expect(teams.requests.sends).toBe(1);
  });

  it("sends again what failed before the first byte left, whatever the failure says", async () => {
    const ledger = memoryLedger();
    const teams = vendor();
    const unready = { ...teams.unaskable, send: () => Promise.reject(timedOut(true)) };

    await expect(once(ledger, step, unready)).rejects.toThrow("no answer");

    expect(await once(ledger, step, teams.unaskable)).toEqual(sent);
    expect(teams.effects).toEqual(["INC1"]);
  });

  it("sends again what was surely refused", async () => {
    const ledger = memoryLedger();
    const teams = vendor();

    teams.behave("refuses");
    await expect(once(ledger, step, teams.unaskable)).rejects.toThrow("no answer");
    teams.behave("does it");

    expect(await once(ledger, step, teams.unaskable)).toEqual(sent);
    expect(teams.effects).toEqual(["INC1"]);
  });
});

describe("once(), whatever happens", () => {
  const delivery = fc.record({
    crash: fc.option(fc.constantFrom(...crashPoints), { nil: undefined }),
    behaviour: fc.constantFrom(...behaviours),
  });
  type Delivery = { crash: CrashPoint | undefined; behaviour: Behaviour };

  /** Deliveries as a runtime makes them, until one is answered; the last one meets no trouble. */
  async function deliver(
    deliveries: Delivery[],
    run: (ledger: Ledger) => Promise<unknown>,
    behave: (how: Behaviour) => void,
  ) {
    const memory = memoryLedger();
    for (const { crash, behaviour } of [
      ...deliveries,
      { crash: undefined, behaviour: "does it" as const },
    ]) {
      behave(behaviour);
      try {
        return await run(inProcess(memory, crash));
      } catch {
        // Delivered again, to another process.
      }
    }
    throw new Error("The last delivery was not answered");
  }

  it("brings an effect that can be looked for about exactly once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(delivery, { maxLength: 8 }), async (deliveries) => {
        const { askable, behave, effects } = vendor();

        const answer = await deliver(deliveries, (ledger) => once(ledger, step, askable), behave);

        expect(answer).toEqual(sent);
        expect(effects).toEqual(["INC1"]);
      }),
      { numRuns: 500 },
    );
  });

  it("brings any other about at most once, and is sure only of what happened", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(delivery, { maxLength: 8 }), async (deliveries) => {
        const { unaskable, behave, effects } = vendor();

        const answer = await deliver(deliveries, (ledger) => once(ledger, step, unaskable), behave);

        const what = { answer, effects };
        const truths = [
          { answer: sent, effects: ["INC1"] },
          { answer: "maybe", effects: ["INC1"] },
          { answer: "maybe", effects: [] },
        ];
        expect(truths).toContainEqual(what);
      }),
      { numRuns: 500 },
    );
  });
});

describe("once(), twice at a time", () => {
  it("sends once in one process, and answers both the same", async () => {
    const ledger = memoryLedger();
    const servicenow = vendor();

    const answers = await Promise.all([
      once(ledger, step, servicenow.askable),
      once(ledger, step, servicenow.askable),
    ]);

    expect(answers).toEqual([sent, sent]);
    expect(servicenow.requests).toEqual({ looks: 0, sends: 1 });
  });

  describe("when another machine is sending", () => {
    const holder = { id: "another", process: "elsewhere 7 1 a", renewed: Date.now() };

    /** A ledger in which it last said so a while ago. */
    async function sendingBy(secondsAgo: number): Promise<Ledger> {
      const ledger = memoryLedger();
      const { runId, at } = step;
      await ledger.begin(step.key, { action: "openTicket", target: "42", runId, at });
      await ledger.sending(step.key, { ...holder, renewed: Date.now() - secondsAgo * 1_000 });
      return ledger;
    }

    it.each([
      [0, false],
      [19, false],
      [-19, false],
      [20, true],
    ])("and said so %i s ago, the step sends: %j", async (secondsAgo, isSent) => {
      const ledger = await sendingBy(secondsAgo);
      const { askable, effects } = vendor();

      const answer = await once(ledger, step, askable).catch((error: Error) => error.message);

      expect(answer).toEqual(
        isSent ? sent : 'activity: another execution is sending "run-1/ticket"',
      );
      expect(effects).toEqual(isSent ? ["INC1"] : []);
    });

    it("the step answers what that one has done already", async () => {
      const ledger = await sendingBy(0);
      const { askable, effects } = vendor();
      effects.push("INC1");

      expect(await once(ledger, step, askable)).toEqual(sent);

      expect(await ledger.entry(step.key)).toMatchObject({ state: "done" });
    });

    it("the step leaves the entry to it when it took over, also after a refusal", async () => {
      const ledger = memoryLedger();
      const servicenow = vendor();
      const send = async () => {
        const { holder: own } = (await ledger.entry(step.key))!;
        await ledger.handOver(step.key, own, holder);
        throw timedOut(false);
      };

      const refused = once(ledger, step, { ...servicenow.askable, send });

      await expect(refused).rejects.toThrow("no answer");
      expect(await ledger.entry(step.key)).toMatchObject({ state: "sending", holder });
    });
  });

  it("says every five seconds that it is at it, and no more once nobody knows what came of it", async () => {
    const start = Date.now();
    jest.useFakeTimers({ now: start, doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
    const ledger = memoryLedger();
    const { send, underWay, answered } = held(() => Promise.reject(timedOut(true)));
    const renewed = async () => (await ledger.entry(step.key))?.holder?.renewed;

    const first = once(ledger, step, { ...vendor().askable, send });
    await underWay.promise;
    expect(await renewed()).toBe(start);
    await jest.advanceTimersByTimeAsync(61_000);
    expect(await renewed()).toBe(start + 60_000);
    answered.resolve();

    await expect(first).rejects.toThrow("no answer");
    expect(await renewed()).toBe(0);
    await jest.advanceTimersByTimeAsync(61_000);
    expect(await renewed()).toBe(0);
    jest.useRealTimers();
  });

  it("lets a second delivery wait for a send that is under way", async () => {
    const ledger = memoryLedger();
    const servicenow = vendor();
    const { send, underWay, answered } = held(servicenow.askable.send);

    const first = once(ledger, step, { ...servicenow.askable, send });
    await underWay.promise;
    const second = once(ledger, step, servicenow.askable);
    answered.resolve();

    expect(await Promise.all([first, second])).toEqual([sent, sent]);
    expect(servicenow.requests).toEqual({ looks: 0, sends: 1 });
  });

  it("sends once from two processes; the other is told to come again, and then finds it", async () => {
    const memory = memoryLedger();
    const servicenow = vendor();
    const other = inProcess(memory);
    const { send, underWay, answered } = held(servicenow.askable.send);

    const first = once(inProcess(memory), step, { ...servicenow.askable, send });
    await underWay.promise;
    await expect(once(other, step, servicenow.askable)).rejects.toMatchObject({
      kind: "transient",
      message: 'activity: another execution is sending "run-1/ticket"',
    });
    answered.resolve();

    expect(await first).toEqual(sent);
    expect(await once(other, step, servicenow.askable)).toEqual(sent);
    expect(servicenow.effects).toEqual(["INC1"]);
  });

  it("finds what another process does while it looks itself", async () => {
    const memory = memoryLedger();
    const servicenow = vendor();
    const { send, underWay, answered } = held(servicenow.askable.send);
    const first = once(inProcess(memory), step, { ...servicenow.askable, send });
    await underWay.promise;
    // It looks before the first one's effect is there, and is answered after that one has ended.
    const look = async () => {
      const nothing = await servicenow.askable.look();
      answered.resolve();
      await first.catch(() => undefined);
      return nothing;
    };
    servicenow.behave("does it unheard");

    const second = once(inProcess(memory), step, { ...servicenow.askable, look });

    await expect(second).rejects.toThrow("another execution is sending");
    await expect(first).rejects.toThrow("no answer");
    expect(await once(inProcess(memory), step, servicenow.askable)).toEqual(sent);
    expect(servicenow.effects).toEqual(["INC1"]);
  });

  it("sends once from two processes that find the same execution dead", async () => {
    const memory = memoryLedger();
    const servicenow = vendor();
    await once(inProcess(memory, "after sending"), step, servicenow.askable).catch(() => undefined);

    const answers = await Promise.allSettled([
      once(inProcess(memory), step, servicenow.askable),
      once(inProcess(memory), step, servicenow.askable),
    ]);

    expect(answers.map(({ status }) => status)).toContain("fulfilled");
    expect(servicenow.effects).toEqual(["INC1"]);
  });

  describe("when another run comes to it while the vendor shows nothing yet", () => {
    const other: Step = { ...step, runId: "run-2" };

    /** A ledger in which the first run is at it, and how long since. */
    async function sendingFor(seconds: number): Promise<Ledger> {
      const ledger = memoryLedger();
      const begun = new Date(Date.now() - seconds * 1_000).toISOString();
      const { runId, at } = step;
      await ledger.begin(step.key, { action: "openTicket", target: "42", runId, at, begun });
      await ledger.sending(step.key);
      return ledger;
    }

    it("waits for the first one, and finds what that did", async () => {
      const ledger = memoryLedger();
      const servicenow = vendor();
      const { send, underWay, answered } = held(servicenow.askable.send);
      const first = once(inProcess(ledger), step, { ...servicenow.askable, send });
      await underWay.promise;

      await expect(once(inProcess(ledger), other, servicenow.askable)).rejects.toMatchObject({
        kind: "transient",
        message: 'activity: another execution is sending "run-1/ticket"',
      });
      answered.resolve();
      await first;

      expect(await once(inProcess(ledger), other, servicenow.askable)).toEqual(sent);
      expect(servicenow.effects).toEqual(["INC1"]);
    });

    it.each([
      [20, other, false],
      [-20, other, false],
      [30, other, true],
      [0, step, true],
    ])("%i s after it began, %j: does it itself: %j", async (seconds, who, isSent) => {
      const ledger = await sendingFor(seconds);
      const { askable, effects } = vendor();

      await once(ledger, who, askable).catch(() => undefined);

      expect(effects).toEqual(isSent ? ["INC1"] : []);
    });
  });

  it('sends once from two processes; without a look the other says "maybe"', async () => {
    const memory = memoryLedger();
    const teams = vendor();

    const answers = await Promise.all([
      once(inProcess(memory), step, teams.unaskable),
      once(inProcess(memory), step, teams.unaskable),
    ]);

    expect(answers).toEqual([sent, "maybe"]);
    expect(teams.effects).toEqual(["INC1"]);
  });

  it("answers what another process has finished meanwhile", async () => {
    const memory = memoryLedger();
    const teams = vendor();
    const slow: Ledger = {
      ...memory,
      async sending(key, holder) {
        await once(inProcess(memory), step, teams.unaskable);
        return memory.sending(key, holder);
      },
    };

    expect(await once(slow, step, teams.unaskable)).toEqual(sent);

    expect(teams.effects).toEqual(["INC1"]);
  });

  it("does not hold on to an execution that failed", async () => {
    const ledger = memoryLedger();
    const servicenow = vendor();
    servicenow.behave("refuses");

    const failed = [once(ledger, step, servicenow.askable), once(ledger, step, servicenow.askable)];
    await Promise.allSettled(failed);
    servicenow.behave("does it");

    expect(await once(ledger, step, servicenow.askable)).toEqual(sent);
    expect(servicenow.requests.sends).toBe(2);
  });
});

it("once() is tried again when the answer to a write cannot be read, and finds what it did", async () => {
  const ledger = memoryLedger();
  const servicenow = vendor();
  const send = async (): Promise<never> => {
    await servicenow.askable.send();
    throw new ConnectorError(
      "servicenow",
      "permanent",
      "POST answered with text that is not JSON",
      {
        mayHaveHappened: true,
      },
    );
  };

  const first = once(ledger, step, { ...servicenow.askable, send });
  await expect(first).rejects.toMatchObject({
    kind: "transient",
    message: "servicenow: POST answered with text that is not JSON",
  });

  expect(await once(ledger, step, servicenow.askable)).toEqual(sent);
  expect(servicenow.effects).toEqual(["INC1"]);
});

describe("once() in a later run", () => {
  const later: Step = { ...step, runId: "run-2", at: "2026-03-08T10:00:00.000Z" };

  it.each([
    ["another run", later],
    ["another run at the same time", { ...step, runId: "run-2" }],
    ["a restart under the same instance id", { ...later, runId: step.runId }],
  ])("(%s) asks whether what was done still is there", async (_name, laterStep) => {
    const ledger = memoryLedger();
    const servicenow = vendor();
    await once(ledger, step, servicenow.askable);

    expect(await once(ledger, laterStep, servicenow.askable)).toEqual(sent);

    expect(servicenow.requests).toEqual({ looks: 1, sends: 1 });
  });

  it("does it again when it is not there any more", async () => {
    const ledger = memoryLedger();
    const servicenow = vendor();
    await once(ledger, step, servicenow.askable);
    servicenow.effects.length = 0;

    await once(ledger, later, servicenow.askable);

    expect(servicenow.requests).toEqual({ looks: 2, sends: 2 });
  });

  it("does it again once when several find at once that it is not there any more", async () => {
    const memory = memoryLedger();
    const servicenow = vendor();
    await once(memory, step, servicenow.askable);
    servicenow.effects.length = 0;
    const { send, underWay, answered } = held(servicenow.askable.send);
    const another: Step = { ...later, runId: "run-3" };

    const first = once(inProcess(memory), later, { ...servicenow.askable, send });
    await underWay.promise;
    await expect(once(inProcess(memory), another, servicenow.askable)).rejects.toMatchObject({
      kind: "transient",
      message: 'activity: another execution is sending "run-1/ticket"',
    });
    answered.resolve();

    expect(await first).toEqual(sent);
    expect(await once(inProcess(memory), another, servicenow.askable)).toEqual(sent);
    expect(servicenow.effects).toEqual(["INC1"]);
  });

  it("finds what another run did again between its look and its turn", async () => {
    const memory = memoryLedger();
    const servicenow = vendor();
    await once(memory, step, servicenow.askable);
    servicenow.effects.length = 0;
    const another: Step = { ...later, runId: "run-3" };
    let looks = 0;
    const look = async () => {
      const found = await servicenow.askable.look();
      if ((looks += 1) === 1) await once(inProcess(memory), another, servicenow.askable);
      return found;
    };

    expect(await once(inProcess(memory), later, { ...servicenow.askable, look })).toEqual(sent);

    expect(servicenow.effects).toEqual(["INC1"]);
  });

  it("does not send again what cannot be looked for", async () => {
    const ledger = memoryLedger();
    const teams = vendor();
    await once(ledger, step, teams.unaskable);

    expect(await once(ledger, later, teams.unaskable)).toEqual(sent);

    expect(teams.requests.sends).toBe(1);
  });
});

it("once() writes who does what to which thing, before it is sent", async () => {
  const ledger = memoryLedger();
  const servicenow = vendor();
  const seen: unknown[] = [];
  const send = async () => {
    seen.push(await ledger.entry(step.key));
    return servicenow.askable.send();
  };

  await once(ledger, step, { ...servicenow.askable, send });

  const intent = {
    action: "openTicket",
    target: "sentinel:42",
    runId: step.runId,
    at: step.at,
    begun: expect.any(String),
  };
  const holder = { id: expect.any(String), process: thisProcess, renewed: expect.any(Number) };
  expect(seen).toEqual([{ key: step.key, intent, state: "sending", holder }]);
});
