import { ConnectorError } from "../connector-error";
import type { Kql } from "./kql";
import { indicatorCount, indicatorDays, indicatorQuery, indicatorTable } from "./queries";
import type { QueryAnswer } from "./query";
import { countRow, type IndicatorRow, indicatorRow, rowsAs } from "./schema";

type Run = (query: Kql, days: number, tables: readonly string[]) => Promise<QueryAnswer>;

/** Indicators in force, the surest first; none with `notCollected`, which says why. */
interface Indicators {
  rows: IndicatorRow[];
  notCollected?: string;
}

/** What the workspace's own threat intelligence says, by its logs. */
export function createIndicatorLogs(run: Run) {
  async function ask(query: Kql): Promise<QueryAnswer> {
    const answer = await run(query, indicatorDays, [indicatorTable]);
    if (answer.partial === undefined) return answer;
    // What is missing may be the indicator that matters.
    const message = `The query was answered in part: ${answer.partial.slice(0, 300)}`;
    throw new ConnectorError("azure-monitor-logs", "transient", message);
  }

  return {
    /** The indicators that name one of some values, under STIX types such as "ipv4-addr". */
    async indicatorsOf(values: string[], types: string[]): Promise<Indicators> {
      const { rows, notCollected } = await ask(indicatorQuery(values, types));
      return { rows: rowsAs(indicatorRow, rows), ...(notCollected && { notCollected }) };
    },

    /** How many indicators are in force; a workspace that cannot have any is a failure. */
    async countIndicators(): Promise<number> {
      const { rows, notCollected } = await ask(indicatorCount());
      const [row] = rowsAs(countRow, rows);
      if (row) return row.Count;
      const message = `${notCollected ?? "The query counted nothing"}: connect threat intelligence to Sentinel in this workspace`;
      throw new ConnectorError("azure-monitor-logs", "not-found", message);
    },
  };
}
