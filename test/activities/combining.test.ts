import { combining } from "../../activities/combining";
import type { Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";

/** A ledger that counts its writes, and takes a while for each. */
function counted() {
  const memory = memoryLedger();
  const writes: string[] = [];
  const ledger: Ledger = {
    ...memory,
    async revise(name, change) {
      writes.push(name);
      await new Promise(setImmediate);
      return memory.revise(name, change);
    },
  };
  return { ledger, writes };
}

const add = (list: number[]): [number[], number] => [[...list, list.length], list.length];

describe("combining()", () => {
  it("makes few writes of many changes, each seeing the one before it", async () => {
    const { ledger, writes } = counted();
    const revise = combining<number[]>(ledger, "list", []);

    const answers = await Promise.all(Array.from({ length: 100 }, () => revise(add)));

    expect(answers).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(writes.length).toBeLessThanOrEqual(3);
  });

  it("fails everyone whose write failed, and nobody after them", async () => {
    const { ledger } = counted();
    let isDown = true;
    const failing: Ledger = {
      ...ledger,
      revise: (name, change) =>
        isDown ? Promise.reject(new Error("disk full")) : ledger.revise(name, change),
    };
    const revise = combining<number[]>(failing, "list", []);

    const failed = await Promise.allSettled([revise(add), revise(add)]);
    isDown = false;

    expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await revise(add)).toBe(0);
  });
});
