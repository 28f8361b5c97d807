import { alone } from "../../activities/lease";
import { checkWrite } from "../../connectors/before-write";
import type { Holder, Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";

const at = Date.parse("2026-03-01T10:00:00.000Z");
const another: Holder = { id: "another", process: "elsewhere 7 1 a", renewed: at };

let ledger: Ledger;
const written = () => ledger.revise<Holder | undefined>("lease/thing", (now) => now);
const writtenBy = (holder: Holder) => ledger.revise("lease/thing", () => holder);

beforeEach(() => {
  jest.useFakeTimers({ now: at, doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
  ledger = memoryLedger();
});
afterEach(() => jest.useRealTimers());

/** Work that sends something when it is told to go on. */
function work() {
  const begun = Promise.withResolvers<void>();
  const goesOn = Promise.withResolvers<void>();
  const sent: string[] = [];
  const send = async (): Promise<string> => {
    begun.resolve();
    await goesOn.promise;
    checkWrite();
    sent.push("sent");
    return "done";
  };
  return { begun: begun.promise, goOn: goesOn.resolve, sent, send };
}

const lost = {
  kind: "transient",
  mayHaveHappened: true,
  message: 'activity: was stopped for too long at "thing", so it sent nothing more',
};
const taken = { kind: "rate-limited", message: 'activity: another execution is at "thing"' };

describe("alone()", () => {
  it("lets one in at a time, also of one process, and leaves nothing behind", async () => {
    const { begun, goOn, send } = work();
    const first = alone(ledger, "thing", send);
    await begun;

    await expect(alone(ledger, "thing", send)).rejects.toMatchObject(taken);
    expect(await alone(ledger, "other thing", async () => "done")).toBe("done");
    goOn();

    expect(await first).toBe("done");
    expect(await written()).toBeUndefined();
    expect(await alone(ledger, "thing", send)).toBe("done");
  });

  it("leaves nothing behind when the work fails, and hands on its error", async () => {
    const fails = alone(ledger, "thing", () => Promise.reject(new Error("no")));

    await expect(fails).rejects.toThrow("no");
    expect(await written()).toBeUndefined();
  });

  it("answers what the work did when the lease cannot be let go", async () => {
    const revise: Ledger["revise"] = async (name, change) => {
      if (revisions++ > 0) throw new Error("The ledger is away");
      return ledger.revise(name, change);
    };
    let revisions = 0;

    expect(await alone({ ...ledger, revise }, "thing", async () => "done")).toBe("done");

    expect(await written()).toBeDefined();
    expect(await alone(ledger, "thing", async () => "again")).toBe("again");
  });

  it.each([
    [19_999, false],
    [-19_999, false],
    [20_000, true],
    [3_600_000, true],
  ])(
    "after %i ms without a word of another machine's holder, comes in: %j",
    async (ms, comesIn) => {
      await writtenBy(another);
      jest.setSystemTime(at + ms);

      const entered = alone(ledger, "thing", async () => true).catch(() => false);

      expect(await entered).toBe(comesIn);
    },
  );

  it("keeps the lease for as long as the work takes", async () => {
    const { begun, goOn, sent, send } = work();
    const first = alone(ledger, "thing", send);
    await begun;

    await jest.advanceTimersByTimeAsync(600_000);
    expect(await written()).toMatchObject({ renewed: at + 600_000 });
    goOn();

    expect(await first).toBe("done");
    expect(sent).toEqual(["sent"]);
    await jest.advanceTimersByTimeAsync(600_000);
    expect(await written()).toBeUndefined();
  });

  it("sends nothing more once somebody else has it, and leaves it to them", async () => {
    const { begun, goOn, sent, send } = work();
    const first = alone(ledger, "thing", send);
    await begun;
    await writtenBy(another);

    await jest.advanceTimersByTimeAsync(5_000);
    goOn();

    await expect(first).rejects.toMatchObject(lost);
    expect(sent).toEqual([]);
    expect(await written()).toEqual(another);
  });

  it.each([
    ["it stood still and its clock went on", () => jest.setSystemTime(at + 15_000)],
    ["its clock was set back", () => jest.setSystemTime(at - 15_000)],
    [
      "it stood still and its clock was set back by as much",
      () => jest.spyOn(performance, "now").mockReturnValue(performance.now() + 15_000),
    ],
  ])("sends nothing more when %s, whoever has it", async (_name, happens) => {
    const { begun, goOn, sent, send } = work();
    const first = alone(ledger, "thing", send);
    await begun;

    happens();
    goOn();

    await expect(first).rejects.toMatchObject(lost);
    expect(sent).toEqual([]);
  });

  it("sends nothing more when it could not renew for as long as a lease is", async () => {
    const { begun, goOn, sent, send } = work();
    let isAway = false;
    const revise: Ledger["revise"] = (name, change) =>
      isAway ? Promise.reject(new Error("The ledger is away")) : ledger.revise(name, change);
    const first = alone({ ...ledger, revise }, "thing", send);
    await begun;
    isAway = true;

    await jest.advanceTimersByTimeAsync(15_000);
    goOn();

    await expect(first).rejects.toMatchObject(lost);
    expect(sent).toEqual([]);
  });

  it("goes on when it could renew again in time", async () => {
    const { begun, goOn, send } = work();
    let isAway = false;
    const revise: Ledger["revise"] = (name, change) =>
      isAway ? Promise.reject(new Error("The ledger is away")) : ledger.revise(name, change);
    const first = alone({ ...ledger, revise }, "thing", send);
    await begun;
    isAway = true;
    await jest.advanceTimersByTimeAsync(10_000);
    isAway = false;
    await jest.advanceTimersByTimeAsync(10_000);
    goOn();

    expect(await first).toBe("done");
  });

  it("within another one's work sends while both are held", async () => {
    const { begun, goOn, sent, send } = work();
    const outer = alone(ledger, "outer", () => alone(ledger, "thing", send));
    await begun;
    await ledger.revise("lease/outer", () => another);

    await jest.advanceTimersByTimeAsync(5_000);
    goOn();

    await expect(outer).rejects.toThrow('was stopped for too long at "outer"');
    expect(sent).toEqual([]);
  });
});
