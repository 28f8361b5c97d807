import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { slack } from "../../../simulators/slack";
import { slackToken } from "../../../simulators/slack/access";

export const channel = "C0SOCTEAM1";

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** A simulated workspace for each test, with a clock that is turned by hand. */
export function useWorkspace() {
  const stage = {} as { running: RunningSimulators; now: number };

  beforeEach(async () => {
    stage.now = Date.UTC(2026, 10, 24, 3);
    stage.running = await startSimulators({ only: [slack], now: () => stage.now });
  });

  afterEach(() => stage.running.close());

  async function call(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = { authorization: `Bearer ${slackToken}`, ...(init.headers as object) };
    const answer = await fetch(`${stage.running.url}/slack/api/${path}`, { ...init, headers });
    const body = (await answer.json()) as Answer["body"];
    return { status: answer.status, headers: answer.headers, body };
  }

  return {
    stage,
    call,
    /** A method with JSON. */
    post: (method: string, body: unknown, headers: Record<string, string> = {}) =>
      call(method, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    /** A method with a query. */
    get: (method: string, query: Record<string, string>) =>
      call(`${method}?${new URLSearchParams(query).toString()}`),
    scene: (scene: unknown) => stage.running.scene("slack", scene),
    state: () => stage.running.state("slack") as { messages: { ts: string }[]; clicks: unknown[] },
  };
}
