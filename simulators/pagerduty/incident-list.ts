import type { Answer } from "../simulator";
import type { Account } from "./account";
import { incidentAnswer } from "./incident-answer";
import { pageOf } from "./pages";
import { invalidInput } from "./refusals";
import { type IncidentRow, STATUSES } from "./rows";

const day = 86_400_000;

/** `GET /incidents`. Without `date_range=all` it looks back a month, at most six. */
export function listIncidents(
  account: Account,
  query: URLSearchParams,
  now: number,
  root: string,
): Answer {
  const statuses = query.getAll("statuses[]");
  if (statuses.some((status) => !STATUSES.some((known) => known === status))) {
    return invalidInput("Status must be triggered, acknowledged or resolved");
  }
  const range = rangeOf(query, now);
  if (!range) return invalidInput("Since and until must be at most 6 months apart");
  const services = query.getAll("service_ids[]");
  const key = query.get("incident_key") ?? "";

  const found = account
    .incidents()
    .filter((row) => statuses.length === 0 || statuses.includes(row.status))
    .filter((row) => services.length === 0 || services.includes(row.serviceId))
    .filter(({ createdAt }) => range(Date.parse(createdAt)))
    // An empty key is no key: every incident matches.
    .filter((row) => key === "" || hasKey(account, row, key))
    .toSorted(byOrder(query.get("sort_by") ?? "incident_number:asc"));
  return pageOf(
    "incidents",
    found.map((row) => incidentAnswer(row, account, root)),
    query,
  );
}

/** Its own key; or that of an alert, where alerts opened it. */
const hasKey = (account: Account, row: IncidentRow, key: string): boolean =>
  row.incidentKey === key || account.alertsOf(row.id).some(({ alertKey }) => alertKey === key);

function rangeOf(query: URLSearchParams, now: number): ((time: number) => boolean) | undefined {
  if (query.get("date_range") === "all") return () => true;
  const until = Date.parse(query.get("until") ?? new Date(now).toISOString());
  const since = Date.parse(query.get("since") ?? new Date(until - 30 * day).toISOString());
  if (!(until - since <= 184 * day)) return undefined;
  return (time) => time >= since && time <= until;
}

function byOrder(order: string): (one: IncidentRow, other: IncidentRow) => number {
  const [field, direction] = order.split(":");
  const sign = direction === "desc" ? -1 : 1;
  return (one, other) => {
    const byTime =
      field === "created_at" ? Date.parse(one.createdAt) - Date.parse(other.createdAt) : 0;
    return sign * (byTime || one.number - other.number);
  };
}
