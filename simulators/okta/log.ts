/** An event of the System Log as it is kept. */
export interface LogRow {
  uuid: string;
  eventType: string;
  /** Milliseconds since 1970. */
  at: number;
  targetId: string;
  login: string;
}

// The part of https://developer.okta.com/docs/reference/system-log-query/ that is understood here.
const condition = /^(eventType|target\.id) eq "([^"\\]+)"$/;

/** Which events a query wants; undefined when its filter is not understood. */
export function wantedIn(query: URLSearchParams): ((row: LogRow) => boolean) | undefined {
  const since = Date.parse(query.get("since") ?? "1970-01-01T00:00:00Z");
  if (Number.isNaN(since)) return undefined;
  const conditions = (query.get("filter") ?? "").split(" and ").filter((part) => part !== "");
  const parsed = conditions.map((part) => condition.exec(part));
  if (parsed.includes(null)) return undefined;
  return (row) =>
    row.at >= since &&
    parsed.every(
      (match) => (match![1] === "eventType" ? row.eventType : row.targetId) === match![2],
    );
}

/** An event as the API shows it. */
export const logAnswer = ({ uuid, eventType, at, targetId, login }: LogRow): object => ({
  uuid,
  eventType,
  published: new Date(at).toISOString(),
  version: "0",
  severity: "INFO",
  displayMessage: eventType,
  actor: { id: "0oa1durableresponse0", type: "PublicClientApp", displayName: "durable-response" },
  outcome: { result: "SUCCESS" },
  target: [{ id: targetId, type: "User", alternateId: login, displayName: login }],
});
