import { createDefaultHttpClient, type HttpClient } from "@azure/core-rest-pipeline";
import { LogsQueryClient } from "@azure/monitor-query";
import { azureMonitorLogs, simulatedWorkspaceId } from "../../../simulators/azure-monitor-logs";
import { startSimulators } from "../../../simulators/server";
import { start, tokenFor } from "../token";

export const workspaceId = simulatedWorkspaceId;

/** What the tests read of answers. */
interface Body {
  tables: { name: string; columns: { name: string; type: string }[]; rows: unknown[][] }[];
  statistics?: unknown;
  render?: unknown;
  error: { code: string; message: string; correlationId: string; innererror: unknown };
}

/** The simulated service with a clock that stands still until a test turns it. */
export async function openLogs() {
  let now = start;
  const running = await startSimulators({ port: 0, only: [azureMonitorLogs], now: () => now });
  const token = tokenFor("https://api.loganalytics.io");

  async function post(body: unknown, headers = {}, workspace = workspaceId) {
    const response = await fetch(
      `${running.url}/azure-monitor-logs/v1/workspaces/${workspace}/query`,
      {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          ...headers,
        },
        body: JSON.stringify(body),
      },
    );
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Body,
    };
  }

  return {
    post,
    query: (query: string) => post({ query }),
    url: running.url,
    token,
    client: createClient(running.url, token),
    scene: (scene: unknown) => running.scene("azure-monitor-logs", scene),
    state: () =>
      running.state("azure-monitor-logs") as {
        queries: Record<string, unknown>[];
        running: number;
        waiting: number;
      },
    calls: () => running.calls("azure-monitor-logs"),
    turnBy: (milliseconds: number) => void (now += milliseconds),
    close: () => running.close(),
  };
}

export type OpenLogs = Awaited<ReturnType<typeof openLogs>>;

/** Microsoft's client. It sends no token over plain http, so the address is changed on the way. */
function createClient(url: string, token: string): LogsQueryClient {
  const inner = createDefaultHttpClient();
  const httpClient: HttpClient = {
    sendRequest(request) {
      request.url = request.url.replace("https://logs.invalid/", `${url}/azure-monitor-logs/`);
      request.allowInsecureConnection = true;
      return inner.sendRequest(request);
    },
  };
  const expiresOnTimestamp = Date.now() + 3_600_000;
  return new LogsQueryClient(
    { getToken: async () => ({ token, expiresOnTimestamp }) },
    { endpoint: "https://logs.invalid", httpClient, retryOptions: { maxRetries: 0 } },
  );
}
