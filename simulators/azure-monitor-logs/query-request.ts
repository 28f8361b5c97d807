import { isRecord, type SimulatedRequest } from "../simulator";
import { badArgument } from "./problem";

/** What a client asks. */
export interface QueryRequest {
  query: string;
  timespan: string | undefined;
  /** Other workspaces that it covers, too. */
  workspaces: string[];
  prefer: { wantsStatistics: boolean; wantsRender: boolean };
}

const duration = String.raw`P(?=.)(?:\d+[YMWD])*(?:T(?:[\d.]+[HMS])+)?`;
const time = String.raw`\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d)?)?`;
const timespanPattern = new RegExp(
  `^(?:${duration}|(?:${time}|${duration})/(?:${time}|${duration}))$`,
);

/**
 * Reads a query from a POST's body or a GET's query string, or says what is wrong with it.
 * https://learn.microsoft.com/rest/api/loganalytics/query/execute
 */
export function queryRequestOf(request: SimulatedRequest) {
  const { method, json, query: parameters, headers } = request;
  const asked: unknown = method === "GET" ? Object.fromEntries(parameters) : json;
  const { query, timespan, workspaces = [] } = isRecord(asked) ? asked : {};
  if (typeof query !== "string" || query.trim() === "") {
    return { refusal: badArgument({ code: "MissingQuery", message: "The query is required" }) };
  }
  // The SDK sends an empty text when it has none.
  if (timespan && !(typeof timespan === "string" && timespanPattern.test(timespan))) {
    const message = `The timespan '${JSON.stringify(timespan)}' is not an ISO 8601 period`;
    return { refusal: badArgument({ code: "InvalidTimespan", message }) };
  }
  const prefer = headers["prefer"] ?? "";
  const asking: QueryRequest = {
    query,
    timespan: typeof timespan === "string" && timespan !== "" ? timespan : undefined,
    workspaces: Array.isArray(workspaces) ? workspaces.map(String) : [],
    prefer: {
      wantsStatistics: /\binclude-statistics=true\b/.test(prefer),
      wantsRender: /\binclude-render=true\b/.test(prefer),
    },
  };
  return { asking };
}
