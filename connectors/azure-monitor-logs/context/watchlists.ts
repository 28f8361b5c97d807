import { z } from "zod";
import { addressNames, cloudNames, domainNames, hashNames, hostNames, windowsNames } from "./names";
import { kql } from "../kql";
import { maxRows } from "../queries";
import { text } from "./cells";
import type { LogSource, Told } from "./log-source";
import { listed } from "./telling";

/**
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables/watchlist: what has outlived its
 * `TimeToLive` counts as deleted. Of a status the page says "Created" and "Updated", the service "Create"
 * and "Delete".
 */
const row = z.object({ WatchlistAlias: text, SearchKey: text });
type Hit = z.infer<typeof row>;

/**
 * Lists of the team, by the column that each names as its search key. A list says who somebody is;
 * only those that the policy names speak against what is on them. The table repeats every item within 12 days.
 */
export const watchlists = (hostile: readonly string[]): LogSource<Hit> => ({
  name: "watchlists",
  tables: ["Watchlist"],
  leastDays: 14,
  namesOf: (entity) => [
    ...new Set([
      ...cloudNames(entity),
      ...windowsNames(entity),
      ...hostNames(entity),
      ...addressNames(entity),
      ...domainNames(entity),
      ...hashNames(entity),
    ]),
  ],
  nameless: "nothing is known of it that a list could hold",
  query: (names, days) => kql`
let names = ${names};
Watchlist
| where TimeGenerated > ago(${days} * 1d)
| where _DTItemType == "watchlist-item"
| summarize arg_max(TimeGenerated, *) by _DTItemId
| where _DTItemStatus !in~ ("Delete", "Deleted") and SearchKey in~ (names)
| where isnull(TimeToLive) or TimeToLive > now()
| project WatchlistAlias, SearchKey
| take ${maxRows + 1}`,
  row,
  namesIn: ({ SearchKey }) => [SearchKey],
  tell(rows): Told {
    const lists = [...new Set(rows.map(({ WatchlistAlias }) => WatchlistAlias ?? ""))];
    return {
      facts: lists.map((list) => `Is on the watchlist ${listed([list])}`),
      signals: lists
        .filter((list) => isAmong(hostile, list))
        .map((list) => ({
          name: "watchlist-hit",
          strength: 0.8,
          confidence: 0.8,
          because: `Is on the watchlist ${listed([list])}, which the policy counts against it`,
        })),
    };
  },
});

const isAmong = (aliases: readonly string[], list: string): boolean =>
  aliases.some((alias) => alias.toLowerCase() === list.toLowerCase());
