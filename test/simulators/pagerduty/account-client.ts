import { pagerduty } from "../../../simulators/pagerduty";
import { pagerdutyApiKey, pagerdutyRoutingKey } from "../../../simulators/pagerduty/people";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown> & {
    incident: Record<string, unknown>;
    incidents: Record<string, unknown>[];
    error: { code: number; message: string; errors?: string[] };
    errors: string[];
  };
}

/** A simulated account, and what a client does to it. */
export interface AccountClient {
  running: RunningSimulators;
  /** Turns the account's clock. */
  turnBy(seconds: number): void;
  event(event: object): Promise<Answer>;
  rest(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
}

export const restHeaders = {
  authorization: `Token token=${pagerdutyApiKey}`,
  accept: "application/vnd.pagerduty+json;version=2",
  from: "soar@contoso.example",
};

export const trigger = (key: string, payload: object = {}) => ({
  routing_key: pagerdutyRoutingKey,
  event_action: "trigger",
  dedup_key: key,
  payload: { summary: "A summary", source: "HOST-7", severity: "critical", ...payload },
});

export const ended = (action: "acknowledge" | "resolve", key: string) => ({
  routing_key: pagerdutyRoutingKey,
  event_action: action,
  dedup_key: key,
});

/** Starts an account on a free port; with a file it remembers. */
export async function startAccount(memoryFile?: string): Promise<AccountClient> {
  let now = Date.UTC(2026, 10, 24, 2, 40, 11);
  const running = await startSimulators({
    only: [pagerduty],
    now: () => now,
    ...(memoryFile !== undefined && { memoryFile }),
  });
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const answer = await fetch(`${running.url}/pagerduty${path}`, init);
    const body = (await answer.json()) as Answer["body"];
    return { status: answer.status, headers: answer.headers, body };
  };
  return {
    running,
    turnBy: (seconds) => void (now += seconds * 1_000),
    event: (event) =>
      send("/v2/enqueue", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(event),
      }),
    rest: (method, path, body, headers = restHeaders) =>
      send(path, {
        method,
        headers: { "content-type": "application/json", ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
  };
}
