import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { servicenow } from "../../../simulators/servicenow";
import { basicCredentials } from "../../../simulators/servicenow/auth";

export type Row = Record<string, string>;

/** Answers of the Table API, as far as tests read them. */
export interface TableAnswer {
  status: number;
  headers: Headers;
  /** The record, when the answer holds one. */
  result: Row;
  /** The records, when it holds a list. */
  rows: Row[];
  error: { message: string; detail: string | null };
  text: string;
}

/** A simulated instance and what a client does to it. */
export interface InstanceClient {
  running: RunningSimulators;
  /** Turns the instance's clock. */
  turnBy(milliseconds: number): void;
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<TableAnswer>;
  /** Creates an incident and gives its record. */
  create(fields: object): Promise<Row>;
  /** The rows that a query finds in incident. */
  find(query: string, more?: Record<string, string>): Promise<Row[]>;
}

/** The header of the published integration user. */
export const basic = ({
  username,
  password,
}: { username: string; password: string } = basicCredentials): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;

const defaultHeaders = { authorization: basic() };

/** Starts an instance on a free port; with a file it remembers. */
export async function startInstance(memoryFile?: string): Promise<InstanceClient> {
  let now = Date.UTC(2026, 10, 24, 2, 40, 11);
  const running = await startSimulators({
    only: [servicenow],
    now: () => now,
    ...(memoryFile !== undefined && { memoryFile }),
  });

  const call: InstanceClient["call"] = async (method, path, body, headers = defaultHeaders) => {
    const answer = await fetch(`${running.url}/servicenow${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get("content-type")?.includes("json") ?? false;
    const { result, error } = (isJson ? JSON.parse(text) : {}) as {
      result: Row & Row[];
      error: TableAnswer["error"];
    };
    return { status: answer.status, headers: answer.headers, text, result, rows: result, error };
  };

  return {
    running,
    turnBy: (milliseconds) => void (now += milliseconds),
    call,
    create: async (fields) => (await call("POST", "/api/now/table/incident", fields)).result,
    async find(query, more = {}) {
      const search = new URLSearchParams({ sysparm_query: query, ...more });
      const path = `/api/now/table/incident?${search.toString()}`;
      return (await call("GET", path)).rows;
    },
  };
}
