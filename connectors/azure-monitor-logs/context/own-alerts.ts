import { z } from "zod";
import { type Kql, kql } from "../kql";
import type { QueryAnswer } from "../query";
import { rowsAs } from "../schema";
import { texts } from "./cells";

type Run = (query: Kql, days: number, tables: readonly string[]) => Promise<QueryAnswer>;

const daysBack = 30;
/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/securityincident */
const row = z.object({ AlertIds: texts });

/** Ids of the alerts that an incident is made of: they are no other alerts. */
export async function ownAlerts(run: Run, incident: string): Promise<string[]> {
  const query = kql`
let names = ${[incident]};
SecurityIncident
| where TimeGenerated > ago(${daysBack} * 1d)
| where IncidentName in~ (names)
| summarize arg_max(TimeGenerated, *) by IncidentName
| project AlertIds`;
  const { rows } = await run(query, daysBack, ["SecurityIncident"]);
  return rowsAs(row, rows).flatMap(({ AlertIds }) => (AlertIds ?? []).filter((id) => id !== null));
}
