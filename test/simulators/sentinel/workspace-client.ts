import type { Fault } from "../../../simulators/fault";
import { sentinel } from "../../../simulators/sentinel";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start, tokenFor } from "../token";

export const provider =
  "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-soc/providers" +
  "/Microsoft.OperationalInsights/workspaces/law-soc/providers/Microsoft.SecurityInsights";

export const incidentName = "33333333-3333-3333-3333-333333333333";

/** Names for as many incidents as a test needs. */
export const nameOf = (index: number): string =>
  `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;

/** What the tests read of answers. */
interface Body {
  id: string;
  name: string;
  type: string;
  etag: string;
  properties: Record<string, unknown> & { additionalData: Record<string, unknown> };
  value: Body[];
  nextLink?: string;
  entities: Body[];
  metaData: unknown;
  error: { code: string; message: string };
}

export interface Reply {
  status: number;
  headers: Headers;
  body: Body;
}

/** A simulated workspace with a clock that stands still until a test turns it. */
export async function openWorkspace(memoryFile?: string) {
  let now = start;
  const running: RunningSimulators = await startSimulators({
    port: 0,
    only: [sentinel],
    now: () => now,
    ...(memoryFile === undefined ? {} : { memoryFile }),
  });
  const token = tokenFor("https://management.azure.com");

  /** Sends a request below the provider; `path` may be an absolute address, too. */
  async function send(method: string, path: string, body?: unknown, headers = {}): Promise<Reply> {
    const separator = path.includes("?") ? "&" : "?";
    const version = /api-version/i.test(path) ? "" : `${separator}api-version=2025-09-01`;
    const base = path.startsWith("http") ? "" : `${running.url}/sentinel${provider}`;
    const response = await fetch(`${base}${path}${version}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === "" ? undefined : JSON.parse(text)) as Body,
    };
  }

  return {
    send,
    url: running.url,
    scene: (scene: unknown) => running.scene("sentinel", scene),
    fault: (fault: Fault) => running.fault(fault),
    state: () => running.state("sentinel") as { incidents: Body[] },
    turnBy: (milliseconds: number) => void (now += milliseconds),
    close: () => running.close(),
  };
}

export type OpenWorkspace = Awaited<ReturnType<typeof openWorkspace>>;

/** What a PUT of an incident needs. */
export const properties = { title: "Sign-in", severity: "Medium", status: "New" };
