import type { TableClient, TransactionAction } from "@azure/data-tables" with {
  "resolution-mode": "import",
};

/** What a row holds beside its keys. */
export type Columns = Record<string, string>;

interface Row {
  columns: Record<string, unknown>;
  /** Names this version of the row. */
  etag: string;
}

export interface NewRow {
  rowKey: string;
  columns: Columns;
}

/** The requests to Table Storage that a ledger is made of. */
export interface TableRows {
  /** Makes the table when it is not there. */
  create(): Promise<void>;
  /** False when a row with these keys is there already. */
  insert(partitionKey: string, rowKey: string, columns: Columns): Promise<boolean>;
  read(partitionKey: string, rowKey: string): Promise<Row | undefined>;
  /** False when the row is no longer of the version named by `etag`. */
  replace(partitionKey: string, rowKey: string, columns: Columns, etag: string): Promise<boolean>;
  /** False when there was none, or it is no longer of the version named by `etag`. */
  remove(partitionKey: string, rowKey: string, etag: string): Promise<boolean>;
  /**
   * Inserts up to 99 rows of a partition and writes one more, whether it is there or not, all in one
   * transaction: nothing is written, and the answer is false, when one of the new rows is there already.
   */
  add(partitionKey: string, rows: NewRow[], beside: NewRow): Promise<boolean>;
  /** Those of a partition for which an OData filter holds; with all their columns, or those selected. */
  list(partitionKey: string, filter: string, select?: string[]): Promise<Row[]>;
}

/** Rows of one table. An error says what was tried and what Table Storage answered. */
export function tableRows(client: TableClient): TableRows {
  const failed = (what: string, error: unknown): Error => {
    const place = `table "${client.tableName}" at ${new URL(client.url).host}`;
    // No `cause`: the library's error carries the whole request.
    return new Error(`Cannot ${what} the ledger's ${place}: ${answerOf(error)}`);
  };

  /** The result, or undefined for the refusals that are an answer. */
  async function ask<T>(what: string, refusals: number | number[], request: Promise<T>) {
    try {
      return await request;
    } catch (error) {
      const { statusCode = 0 } = error as Partial<Refusal>;
      if ([refusals].flat().includes(statusCode)) return undefined;
      throw failed(what, error);
    }
  }

  return {
    create: () => ask("create", 409, client.createTable()),
    async insert(partitionKey, rowKey, columns) {
      const row = { partitionKey, rowKey, ...columns };
      return (await ask("insert into", 409, client.createEntity(row))) !== undefined;
    },
    async read(partitionKey, rowKey) {
      const request = client.getEntity(partitionKey, rowKey);
      const row = await ask("read", 404, request);
      return row && { columns: row, etag: row.etag };
    },
    async replace(partitionKey, rowKey, columns, etag) {
      const row = { partitionKey, rowKey, ...columns };
      const request = client.updateEntity(row, "Replace", { etag });
      return (await ask("update", 412, request)) !== undefined;
    },
    async remove(partitionKey, rowKey, etag) {
      const request = client.deleteEntity(partitionKey, rowKey, { etag });
      return (await ask("delete from", [404, 412], request)) !== undefined;
    },
    async add(partitionKey, rows, beside) {
      const entity = ({ rowKey, columns }: NewRow) => ({ partitionKey, rowKey, ...columns });
      const request = client.submitTransaction([
        ...rows.map((row): TransactionAction => ["create", entity(row)]),
        ["upsert", entity(beside), "Replace"],
      ]);
      return (await ask("insert into", 409, request)) !== undefined;
    },
    async list(partitionKey, filter, select) {
      const queryOptions = {
        filter: `PartitionKey eq '${partitionKey}' and ${filter}`,
        ...(select && { select }),
      };
      const rows: Row[] = [];
      try {
        for await (const row of client.listEntities({ queryOptions })) {
          rows.push({ columns: row, etag: row.etag });
        }
      } catch (error) {
        throw failed("query", error);
      }
      return rows;
    },
  };
}

/** The parts that we read of what the library throws. */
interface Refusal {
  statusCode: number;
  message: string;
  details: { odataError?: { code?: string } };
}

function answerOf(error: unknown): string {
  const { statusCode, message, details } = error as Partial<Refusal>;
  if (statusCode === undefined) return String(message);
  const answer = `answered ${statusCode} ${details?.odataError?.code ?? ""}`.trim();
  return statusCode === 401 || statusCode === 403
    ? `${answer}; its identity needs the role "Storage Table Data Contributor"`
    : answer;
}
