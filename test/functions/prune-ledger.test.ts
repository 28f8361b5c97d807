import type { InvocationContext, Timer } from "@azure/functions";
import { pruneLedger } from "../../functions/prune-ledger";
import { memoryLedger } from "../../ledger/memory";

it("deletes what is too old, keeps the rest, and says how much that was", async () => {
  const ledger = memoryLedger();
  const now = new Date("2026-11-24T03:17:00.000Z");
  await ledger.keep("old", 1, "2026-11-24T03:16:59.000Z");
  await ledger.keep("good", 2, "2026-11-24T04:00:00.000Z");
  const lines: string[] = [];
  const context = { log: (line: string) => lines.push(line) } as unknown as InvocationContext;

  await pruneLedger({ ledger, now: () => now })({} as Timer, context);

  expect(await ledger.kept("old", "2020-01-01T00:00:00.000Z")).toBeUndefined();
  expect(await ledger.kept("good", now.toISOString())).toBe(2);
  expect(lines).toEqual(["Deleted 1 answers that were too old"]);
});
