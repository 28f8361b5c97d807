import { jira } from "../../../simulators/jira";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";

/** An answer as tests read it. */
export interface JiraAnswer {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}

/** A simulated site, and what a client does to it. */
export interface SiteClient {
  running: RunningSimulators;
  /** Turns the site's clock. */
  turnBy(milliseconds: number): void;
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<JiraAnswer>;
  /** Opens an issue and gives its key. */
  create(fields?: object): Promise<string>;
  /** Keys that a query finds. */
  find(jql: string, more?: object): Promise<string[]>;
}

export const basic = (token: string, email = "soar@contoso.example"): string =>
  `Basic ${Buffer.from(`${email}:${token}`).toString("base64")}`;

const usual = { authorization: basic("jira-test-api-token") };

/** Starts a site on a free port; with a file it remembers. */
export async function startSite(memoryFile?: string): Promise<SiteClient> {
  let now = Date.UTC(2026, 10, 24, 2, 41);
  const running = await startSimulators({
    only: [jira],
    now: () => now,
    ...(memoryFile !== undefined && { memoryFile }),
  });

  const call: SiteClient["call"] = async (method, path, body, headers = usual) => {
    const answer = await fetch(`${running.url}/jira${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const json = (text === "" ? {} : JSON.parse(text)) as Record<string, unknown>;
    return { status: answer.status, headers: answer.headers, text, json };
  };

  return {
    running,
    turnBy: (milliseconds) => void (now += milliseconds),
    call,
    async create(fields = {}) {
      const { json } = await call("POST", "/rest/api/3/issue", {
        fields: {
          project: { key: "SEC" },
          issuetype: { name: "Task" },
          summary: "An issue",
          ...fields,
        },
      });
      return String(json["key"]);
    },
    async find(jql, more = {}) {
      const body = { jql, fields: ["summary"], ...more };
      const { json } = await call("POST", "/rest/api/3/search/jql", body);
      return (json["issues"] as { key: string }[]).map(({ key }) => key);
    },
  };
}
