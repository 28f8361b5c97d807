import type { SQLInputValue } from "node:sqlite";
import type { RuntimeStatus } from "../engine/engine";
import type { Connection } from "./connection";
import { listOrder } from "./order";
import type { InstanceFilter, InstanceRow } from "./store";

type Condition = readonly [sql: string, ...values: SQLInputValue[]];
type RowOf<R> = (columns: never) => R;

/**
 * Selects with the conditions that a filter has, and no others: SQLite chooses an index by the text
 * of a statement, before it knows a value. Each text is prepared once.
 */
export function createLister<R>(connection: Connection, rowOf: RowOf<R>, table: string) {
  const statements = new Map<string, (...values: SQLInputValue[]) => R[]>();
  return (conditions: readonly Condition[], order: string, limit: number): R[] => {
    const where = conditions.map(([condition]) => condition).join(" AND ") || "TRUE";
    const sql = `SELECT * FROM ${table} WHERE ${where} ORDER BY ${order} LIMIT ?`;
    const statement = statements.get(sql) ?? (connection.all(sql, rowOf) as () => R[]);
    statements.set(sql, statement);
    return statement(...conditions.flatMap(([, ...values]) => values), limit);
  };
}

/**
 * Lists instances. Each status is asked for on its own, and the answers merged: an index then gives
 * every one in order, and the one instance that runs is found among a million that do not.
 */
export function instanceLister(connection: Connection, rowOf: RowOf<InstanceRow>) {
  const select = createLister(connection, rowOf, "instances");
  return (filter: InstanceFilter): InstanceRow[] => {
    const conditions = conditionsOf(filter);
    if (filter.instanceIdPrefix !== undefined) {
      // The primary key serves a prefix: the unary plus keeps SQLite from taking another index.
      const status = anyOf("+status", filter.statuses);
      return select([...conditions, ...status], orderOf(filter), filter.limit);
    }
    return (filter.statuses ?? [undefined])
      .flatMap((status) => {
        const is: readonly Condition[] = status ? [["status = ?", status]] : [];
        return select([...is, ...conditions], orderOf(filter), filter.limit);
      })
      .toSorted(listOrder(filter))
      .slice(0, filter.limit);
  };
}

/** The conditions of a filter on columns that instances and entities share; not that of a status. */
export function conditionsOf(filter: InstanceFilter): readonly Condition[] {
  const { createdFrom, createdTo, instanceIdPrefix: prefix, after } = filter;
  const created = prefix === undefined ? "created_at" : "+created_at";
  return [
    ...given(prefix, (text): Condition => ["instance_id >= ?", text]),
    ...given(prefix, (text): Condition => ["instance_id < ?", `${text}\u{10FFFF}`]),
    ...given(createdFrom, (time): Condition => [`${created} >= ?`, time]),
    ...given(createdTo, (time): Condition => [`${created} <= ?`, time]),
    ...given(after, ({ createdAt, instanceId }): Condition =>
      prefix === undefined
        ? ["(created_at, instance_id) > (?, ?)", createdAt, instanceId]
        : ["instance_id > ?", instanceId],
    ),
  ];
}

/** The columns of listOrder(). */
export const orderOf = ({ instanceIdPrefix }: InstanceFilter): string =>
  instanceIdPrefix === undefined ? "created_at, instance_id" : "instance_id";

/** A condition for each value that a filter has. */
export const given = <T>(value: T | undefined, condition: (value: T) => Condition): Condition[] =>
  value === undefined ? [] : [condition(value)];

const anyOf = (column: string, statuses: readonly RuntimeStatus[] | undefined): Condition[] =>
  given(statuses, (list) => [`${column} IN (${list.map(() => "?").join(", ")})`, ...list]);
