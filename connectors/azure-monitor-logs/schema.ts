import { z } from "zod";
import { ConnectorError } from "../connector-error";
import { count, moment } from "./context/cells";

/**
 * One indicator that names an observable, over the columns of
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/threatintelindicators
 */
export const indicatorRow = z.object({
  /** 0 to 100; null when nobody said. */
  Confidence: z.coerce.number().nullable(),
  /** The feed. */
  SourceSystem: z.string().nullable(),
  Published: moment,
  /** STIX: "malicious-activity", "benign" … */
  Types: z.array(z.string()).nullable().catch(null),
});
export type IndicatorRow = z.infer<typeof indicatorRow>;

/** The one row of a query that ends with `count`. */
export const countRow = z.object({ Count: count });

/** Rows of a query, or a ConnectorError that names the columns that do not fit. */
export function rowsAs<T>(schema: z.ZodType<T>, rows: readonly unknown[]): T[] {
  const parsed = z.array(schema).safeParse(rows);
  if (parsed.success) return parsed.data;
  const columns = new Set(parsed.error.issues.map(({ path }) => String(path[1])));
  const message = `The query answered without the expected ${[...columns].join(", ")}`;
  throw new ConnectorError("azure-monitor-logs", "permanent", message);
}
