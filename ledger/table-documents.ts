import { createHash } from "node:crypto";
import { type Place, changeRow } from "./table-change";
import { tableKey } from "./table-key";
import type { TableRows } from "./table-rows";
import { fromColumns, sortable, toColumns } from "./table-text";

/** Documents that runs share, and what was found out, in a table. */
export function documentsIn(rows: TableRows) {
  return {
    async revise<T>(name: string, change: (document: T | undefined) => T): Promise<T> {
      let next: T | undefined;
      await changeRow(rows, { partitionKey: documents, rowKey: tableKey(name) }, (columns) => {
        const text = columns && fromColumns("document", columns);
        next = change(text === undefined ? undefined : (JSON.parse(text) as T));
        return next === undefined ? "remove" : toColumns("document", JSON.stringify(next));
      });
      return next as T; // `changeRow` called it, or threw
    },

    async keep(key: string, value: unknown, until: string): Promise<void> {
      const columns = { until: sortable(until), ...toColumns("value", JSON.stringify(value)) };
      await changeRow(rows, placeOfFinding(key), () => columns);
    },
    async kept(key: string, at: string): Promise<unknown> {
      const { partitionKey, rowKey } = placeOfFinding(key);
      const row = await rows.read(partitionKey, rowKey);
      if (!row || String(row.columns.until) <= sortable(at)) return undefined;
      return JSON.parse(fromColumns("value", row.columns) ?? "null");
    },
    async prune(at: string): Promise<number> {
      let count = 0;
      for (const partitionKey of partitions) {
        const old = await rows.list(partitionKey, `until le '${sortable(at)}'`);
        for (const { columns, etag } of old) {
          // Not what was kept anew since it was listed.
          if (await rows.remove(partitionKey, String(columns.rowKey), etag)) count += 1;
        }
      }
      return count;
    },
  };
}

const documents = "documents";

/** Findings lie in sixteen partitions, so that no single one has to serve every look-up. */
const partitions = Array.from({ length: 16 }, (_, index) => `findings-${index.toString(16)}`);

function placeOfFinding(key: string): Place {
  const [first = "0"] = createHash("sha256").update(key).digest("hex");
  return { partitionKey: `findings-${first}`, rowKey: tableKey(key) };
}
