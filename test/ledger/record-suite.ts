import * as fc from "fast-check";
import type { RecordEvent } from "../../domain/record";
import type { Ledger } from "../../ledger/ledger";
import { verify } from "../../scripts/verify-record";
import { canonicalJson } from "../../domain/json";
import { type Connected, closeOthers } from "./containments-suite";

const event = (detail: RecordEvent["detail"] = {}): RecordEvent => ({
  what: "done",
  by: "run-1",
  at: "2026-03-01T10:00:00.000Z",
  detail,
});

/** What every ledger keeps about records. */
export function keepsRecords(connected: Connected, runs: number): void {
  let ledger: Ledger;
  beforeEach(() => ({ ledger } = connected()));

  const keysOf = async (chain: string) => (await ledger.record(chain)).map(({ key }) => key);
  const verdictOf = async (chain: string) =>
    verify((await ledger.record(chain)).map((entry) => `${canonicalJson(entry)}\n`).join(""));

  it("is empty until something is added", async () => {
    expect(await ledger.record("s/rg/law/i")).toEqual([]);
  });

  it("holds what was added, in order, each linked to the one before it", async () => {
    await ledger.append("s/rg/law/i", "a", event({ target: "PC7", list: [1, null] }));
    await ledger.append("s/rg/law/i", "b", event("text"));
    await ledger.append("s/rg/law/other", "a", event());

    const [first, second, ...rest] = await ledger.record("s/rg/law/i");

    expect(first).toEqual({
      ...event({ target: "PC7", list: [1, null] }),
      chain: "s/rg/law/i",
      key: "a",
      position: 1,
      previous: "0".repeat(64),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(second).toMatchObject({ key: "b", position: 2, previous: first!.hash });
    expect(rest).toEqual([]);
    expect(await keysOf("s/rg/law/other")).toEqual(["a"]);
  });

  it("takes each key once, whatever comes with it later", async () => {
    await ledger.append("c", "a", event("first"));
    await ledger.append("c", "b", event());
    await ledger.append("c", "a", event("second"));

    expect((await ledger.record("c")).map(({ key, detail }) => [key, detail])).toEqual([
      ["a", "first"],
      ["b", {}],
    ]);
  });

  it("loses nothing and doubles nothing of many at once, over every connection", async () => {
    const all = await closedLater();
    const keys = Array.from({ length: 60 }, (_, index) => `key ${index}`);

    await Promise.all(
      [...keys, ...keys].map((key, index) =>
        all[(index + Number(index >= 60)) % all.length]!.append("c", key, event({ key })),
      ),
    );

    expect((await keysOf("c")).toSorted()).toEqual(keys.toSorted());
    expect(await verdictOf("c")).toMatchObject({ ok: true, entries: 60 });
    await closeOthers(all);
  });

  it("keeps any text, so that it still verifies", async () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.constantFrom("\ud800", "\0", "/", "_", "'", "__proto__"),
    );
    let number = 0;
    await fc.assert(
      fc.asyncProperty(hostile, hostile, fc.jsonValue(), async (name, key, detail) => {
        number += 1;
        const chain = `${number}/${name}`;
        await ledger.append(chain, key, event(detail as RecordEvent["detail"]));
        await ledger.append(chain, `${key} `, event(name));

        expect(await keysOf(chain)).toEqual([key, `${key} `]);
        expect(await verdictOf(chain)).toMatchObject({ ok: true, entries: 2 });
      }),
      { numRuns: runs },
    );
  });

  it("lists more entries than one answer of a table holds", async () => {
    for (let start = 0; start < 1_100; start += 100) {
      const keys = Array.from({ length: 100 }, (_, index) => `key ${start + index}`);
      await Promise.all(keys.map((key) => ledger.append("c", key, event())));
    }

    expect(await verdictOf("c")).toMatchObject({ ok: true, entries: 1_100 });
  }, 60_000);

  const closedLater = (): Promise<Ledger[]> => connected().connections();
}
