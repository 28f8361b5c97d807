import { createHash } from "node:crypto";
import { canonicalJson } from "../domain/json";
import type { RecordEntry, RecordEvent } from "../domain/record";
import type { Ledger } from "./ledger";

const noEntry = "0".repeat(64);

/** The entry that comes after `last`. */
export function linked(
  last: RecordEntry | undefined,
  { chain, key, event }: { chain: string; key: string; event: RecordEvent },
): RecordEntry {
  const { what, by, at, detail } = event;
  const position = (last?.position ?? 0) + 1;
  const previous = last?.hash ?? noEntry;
  const body = { chain, position, key, what, by, at, detail, previous };
  return { ...body, hash: createHash("sha256").update(canonicalJson(body)).digest("hex") };
}

/** Records kept as documents. */
export const recordsIn = ({ revise }: Pick<Ledger, "revise">) => ({
  async append(chain: string, key: string, event: RecordEvent): Promise<void> {
    await revise<RecordEntry[]>(`record/${chain}`, (entries = []) =>
      entries.some((entry) => entry.key === key)
        ? entries
        : [...entries, linked(entries.at(-1), { chain, key, event })],
    );
  },
  record: (chain: string): Promise<RecordEntry[]> =>
    revise<RecordEntry[]>(`record/${chain}`, (entries = []) => entries),
});
