import * as fc from "fast-check";
import type { Holder, Intent, Ledger } from "../../ledger/ledger";
import { keepsCheckpoints } from "./checkpoints-suite";
import { closeOthers, keepsContainments } from "./containments-suite";
import { keepsRecords } from "./record-suite";

/** What a suite needs of an implementation. */
export interface LedgerUnderTest {
  ledger: Ledger;
  /** Another connection to the same memory, as a second process has it. */
  another?: () => Promise<Ledger>;
}

const intent: Intent = {
  action: "openTicket",
  target: "sentinel:42",
  runId: "run-1",
  at: "2026-03-01T10:00:00.000Z",
};

const mine: Holder = { id: "one", process: "host 7 1 a", renewed: 1_772_359_200_000 };
const theirs: Holder = { id: "other", process: "host 8 1 b", renewed: 1_772_359_200_000 };

/** What every ledger keeps, whatever it is written in: L1 to L4 of its contract. */
export function keepsLedgerContract(setUp: () => Promise<LedgerUnderTest>, runs = 25): void {
  let ledger: Ledger;
  let another: (() => Promise<Ledger>) | undefined;

  beforeEach(async () => ({ ledger, another } = await setUp()));
  afterEach(() => ledger.close());

  /** The ledger, or all that two connections to it can be. */
  const connections = async (): Promise<Ledger[]> =>
    another ? [ledger, await another()] : [ledger];

  describe("entries", () => {
    it("begin() writes the intent, and says that it is new", async () => {
      const begun = await ledger.begin("run-1/ticket", intent);

      expect(begun).toEqual({
        entry: { key: "run-1/ticket", intent, state: "intended" },
        isNew: true,
      });
      expect(await ledger.entry("run-1/ticket")).toEqual(begun.entry);
    });

    it("L2: a repeated begin() gets the first intent and does not overwrite it", async () => {
      await ledger.begin("run-1/ticket", intent);

      const repeated = await ledger.begin("run-1/ticket", { ...intent, target: "another" });

      expect(repeated).toEqual({
        entry: { key: "run-1/ticket", intent, state: "intended" },
        isNew: false,
      });
    });

    it("L2: begin() after done() gets the result", async () => {
      await ledger.begin("run-1/ticket", intent);
      await ledger.sending("run-1/ticket");
      await ledger.done("run-1/ticket", { number: "INC1", list: [1, null, "ä"] });

      const { entry, isNew } = await ledger.begin("run-1/ticket", intent);

      expect(isNew).toBe(false);
      expect(entry.state).toBe("done");
      expect(entry.result).toEqual({ number: "INC1", list: [1, null, "ä"] });
    });

    it("entry() knows nothing of a key that was never begun", async () => {
      expect(await ledger.entry("run-1/never")).toBeUndefined();
    });

    it("L3: only an intended entry begins to be sent", async () => {
      await ledger.begin("k", intent);

      expect(await ledger.sending("k")).toBe(true);
      expect(await ledger.sending("k")).toBe(false);
      await ledger.done("k", 1);
      expect(await ledger.sending("k")).toBe(false);

      expect(await ledger.entry("k")).toMatchObject({ state: "done", result: 1 });
    });

    it("L3: retract() takes an entry back from sending, so that it can be sent again", async () => {
      await ledger.begin("k", intent);
      await ledger.sending("k");

      await ledger.retract("k");

      expect(await ledger.entry("k")).toMatchObject({ state: "intended" });
      expect(await ledger.sending("k")).toBe(true);
    });

    it("L3: retract() leaves an intended and a done entry as they are", async () => {
      await ledger.begin("intended", intent);
      await ledger.begin("done", intent);
      await ledger.done("done", "result");

      await ledger.retract("intended");
      await ledger.retract("done");

      expect(await ledger.entry("intended")).toMatchObject({ state: "intended" });
      expect(await ledger.entry("done")).toMatchObject({ state: "done", result: "result" });
    });

    it("L3: an entry has a holder while it is sending", async () => {
      await ledger.begin("k", intent);

      await ledger.sending("k", mine);
      expect(await ledger.entry("k")).toEqual({
        key: "k",
        intent,
        state: "sending",
        holder: mine,
      });
      await ledger.retract("k");
      expect(await ledger.entry("k")).toEqual({ key: "k", intent, state: "intended" });
      await ledger.sending("k", theirs);
      await ledger.done("k", 1);
      expect(await ledger.entry("k")).toEqual({ key: "k", intent, state: "done", result: 1 });
    });

    it("L3: retract() leaves what somebody else has taken over", async () => {
      await ledger.begin("k", intent);
      await ledger.sending("k", mine);
      await ledger.handOver("k", mine, theirs);

      await ledger.retract("k", mine);
      expect(await ledger.entry("k")).toMatchObject({ state: "sending", holder: theirs });
      await ledger.retract("k", { ...theirs, renewed: 0 });

      expect(await ledger.entry("k")).toMatchObject({ state: "intended" });
    });

    it("handOver() replaces the holder that was read, and no other", async () => {
      const renewed = { ...mine, renewed: mine.renewed + 5_000 };
      await ledger.begin("k", intent);
      expect(await ledger.handOver("k", undefined, mine)).toBe(false);
      await ledger.sending("k");

      expect(await ledger.handOver("k", theirs, mine)).toBe(false);
      expect(await ledger.handOver("k", undefined, mine)).toBe(true);
      expect(await ledger.handOver("k", mine, renewed)).toBe(true);
      expect(await ledger.handOver("k", mine, theirs)).toBe(false);
      expect(await ledger.entry("k")).toMatchObject({ state: "sending", holder: renewed });
      await ledger.done("k", 1);

      expect(await ledger.handOver("k", renewed, theirs)).toBe(false);
    });

    it("L3: the first result stays", async () => {
      await ledger.begin("k", intent);
      await ledger.sending("k");
      await ledger.done("k", "first");

      await ledger.done("k", "second");

      expect(await ledger.entry("k")).toMatchObject({ state: "done", result: "first" });
    });

    it("done() without a result is done", async () => {
      await ledger.begin("k", intent);

      await ledger.done("k", undefined);

      expect(await ledger.entry("k")).toEqual({ key: "k", intent, state: "done" });
    });

    it.each<[string, (key: string) => Promise<unknown>]>([
      ["sending", (key) => ledger.sending(key)],
      ["handOver", (key) => ledger.handOver(key, undefined, mine)],
      ["retract", (key) => ledger.retract(key)],
      ["done", (key) => ledger.done(key, 1)],
    ])("%s() of a key that was never begun says what is missing", async (_name, change) => {
      await expect(change("run-1/never")).rejects.toThrow(
        'Cannot change the ledger entry "run-1/never": call begin() with this key first',
      );
    });

    it("L4: of simultaneous begin()s one is new", async () => {
      const all = await connections();

      const begun = await Promise.all(
        [...all, ...all, ...all].map((one, index) =>
          one.begin("k", { ...intent, target: `caller ${index}` }),
        ),
      );

      const winners = begun.filter(({ isNew }) => isNew);
      expect(winners).toHaveLength(1);
      for (const { entry } of begun) expect(entry.intent).toEqual(winners[0]?.entry.intent);
      await closeOthers(all);
    });

    it("L4: of simultaneous sending()s one is told to send", async () => {
      const all = await connections();
      await ledger.begin("k", intent);

      const answers = await Promise.all([...all, ...all, ...all].map((one) => one.sending("k")));

      expect(answers.filter(Boolean)).toHaveLength(1);
      await closeOthers(all);
    });

    it("L4: of simultaneous handOver()s from one holder one is told to send", async () => {
      const all = await connections();
      await ledger.begin("k", intent);
      await ledger.sending("k", mine);

      const each = [...all, ...all, ...all].map((connection, index) => {
        const to = { ...theirs, id: `caller ${index}` };
        return connection.handOver("k", mine, to).then((isOurs) => (isOurs ? to : undefined));
      });
      const winners = (await Promise.all(each)).filter((to) => to !== undefined);

      expect(winners).toHaveLength(1);
      expect((await ledger.entry("k"))?.holder).toEqual(winners[0]);
      await closeOthers(all);
    });

    it("keeps texts of any characters, and keys that differ in any character apart", async () => {
      const hostile = fc.string({ unit: "binary", maxLength: 40 });
      const lone = fc.constantFrom("\ud800", "\udfff", "\0", "/", "\\", "#", "?", "%2F", "_", "'");
      const text = fc.array(fc.oneof(hostile, lone), { maxLength: 4 }).map((all) => all.join(""));
      let number = 0;

      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(text, { minLength: 2, maxLength: 2 }), async ([a, b]) => {
          number += 1;
          const [first, second] = [`r${number}/${a}`, `r${number}/${b}`];

          const begunFirst = await ledger.begin(first, { ...intent, target: a! });
          const begunSecond = await ledger.begin(second, { ...intent, target: b! });
          await ledger.done(first, { text: a });

          expect([begunFirst.isNew, begunSecond.isNew]).toEqual([true, true]);
          expect(await ledger.entry(first)).toEqual({
            key: first,
            intent: { ...intent, target: a },
            state: "done",
            result: { text: a },
          });
          expect(await ledger.entry(second)).toMatchObject({ state: "intended" });
        }),
        { numRuns: runs },
      );
    });

    it("keeps a key as long as a URL, and a result as long as a page", async () => {
      const key = `run-1/block https://example.org/${"a/".repeat(1_000)}`;
      const result = { text: "😀ä".repeat(20_000) };
      await ledger.begin(key, intent);
      await ledger.begin(`${key}b`, intent);

      await ledger.done(key, result);

      const read = (await ledger.entry(key))?.result as typeof result;
      expect(read.text === result.text).toBe(true); // not toEqual: nobody reads a page of difference
      expect(await ledger.entry(`${key}b`)).toMatchObject({ state: "intended" });
    });

    it("gives copies: what a caller does to an answer stays with the caller", async () => {
      const result = { list: [1] };
      await ledger.begin("k", intent);
      await ledger.done("k", result);

      result.list.push(2);
      const entry = await ledger.entry("k");
      (entry!.result as typeof result).list.push(3);

      expect((await ledger.entry("k"))?.result).toEqual({ list: [1] });
    });
  });

  keepsCheckpoints(() => ledger, connections);

  describe("containments", () => keepsContainments(() => ({ ledger, connections })));

  describe("the record", () => keepsRecords(() => ({ ledger, connections }), runs));

  describe("documents", () => {
    it("revise() starts from nothing, and goes on from what it wrote", async () => {
      const add = (list: string[] = []): string[] => [...list, `ü${list.length}`];

      expect(await ledger.revise("turns/a", add)).toEqual(["ü0"]);
      expect(await ledger.revise("turns/a", add)).toEqual(["ü0", "ü1"]);
      expect(await ledger.revise("turns/b", add)).toEqual(["ü0"]);
    });

    it("revise() loses nothing of several at once, over every connection", async () => {
      const all = await connections();
      const increase = (count: number | undefined): number => (count ?? 0) + 1;

      const each = all.flatMap((one) =>
        [1, 2, 3].map(() => one.revise<number>("counter", increase)),
      );
      const answers = await Promise.all(each);
      await closeOthers(all);

      expect(answers.toSorted((a, b) => a - b)).toEqual(answers.map((_, index) => index + 1));
    });

    it("revise() deletes a document that becomes undefined", async () => {
      const revise = (to: string | undefined) => {
        const seen: unknown[] = [];
        const change = (document: string | undefined) => (seen.push(document), to);
        return ledger.revise<string | undefined>("lease/a", change).then((now) => [...seen, now]);
      };

      expect(await revise(undefined)).toEqual([undefined, undefined]);
      expect(await revise("held")).toEqual([undefined, "held"]);
      expect(await revise(undefined)).toEqual(["held", undefined]);
      expect(await revise("held again")).toEqual([undefined, "held again"]);
    });

    it("revise() lets one at a time make and delete a document, over every connection", async () => {
      const all = await connections();
      const each = all.flatMap((connection) =>
        [1, 2, 3].map(() =>
          connection.revise<number | undefined>("d", (now) => (now ? undefined : 1)),
        ),
      );

      const made = (await Promise.all(each)).filter((answer) => answer === 1);
      await closeOthers(all);

      expect(made).toHaveLength(Math.ceil(each.length / 2));
    });

    it("revise() holds a document of 100 KB", async () => {
      const large = { text: "long ".repeat(20_000) };
      await ledger.revise("large", () => large);

      expect(await ledger.revise("large", (document: unknown) => document)).toEqual(large);
    });

    it("revise() hands on what its change throws, and changes nothing", async () => {
      await ledger.revise("turns/a", () => 1);
      const fails = ledger.revise("turns/a", () => {
        throw new Error("no such turn");
      });

      await expect(fails).rejects.toThrow("no such turn");
      expect(await ledger.revise("turns/a", (document: unknown) => document)).toBe(1);
    });
  });

  describe("findings", () => {
    const at = "2026-03-01T10:00:00.000Z";
    const before = "2026-03-01T09:59:59.999Z";

    it("kept() answers what was kept, until just before its end", async () => {
      await ledger.keep("virustotal/address/45.83.64.10", { verdict: "malicious" }, at);

      expect(await ledger.kept("virustotal/address/45.83.64.10", before)).toEqual({
        verdict: "malicious",
      });
      expect(await ledger.kept("virustotal/address/45.83.64.10", at)).toBeUndefined();
      expect(await ledger.kept("virustotal/address/45.83.64.11", before)).toBeUndefined();
    });

    it("keep() replaces what was there, until an earlier time, too", async () => {
      await ledger.keep("url/https://a.example/?q=ü#/\\", 1, "2027-01-01T00:00:00Z");
      await ledger.keep("url/https://a.example/?q=ü#/\\", 2, at);

      expect(await ledger.kept("url/https://a.example/?q=ü#/\\", before)).toBe(2);
      expect(await ledger.kept("url/https://a.example/?q=ü#/\\", at)).toBeUndefined();
    });

    it("prune() deletes what is too old, and nothing else", async () => {
      await ledger.keep("old", 1, before);
      await ledger.keep("just over", 2, at);
      await ledger.keep("good", 3, "2026-03-01T10:00:00.001Z");

      expect(await ledger.prune(at)).toBe(2);
      expect(await ledger.prune(at)).toBe(0);
      expect(await ledger.kept("good", at)).toBe(3);
    });
  });
}
