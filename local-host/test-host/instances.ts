import type { RuntimeStatus } from "../engine/engine";

/** An instance as the management API shows it, with its JSON parsed. */
export interface TestStatus {
  name: string;
  instanceId: string;
  runtimeStatus: RuntimeStatus;
  input: unknown;
  customStatus: unknown;
  output: unknown;
  createdTime: string;
  lastUpdatedTime: string;
}

/** What a test does with a host over HTTP. */
export interface Instances {
  /** A request to a path of the host: `/api/...`, `/runtime/webhooks/durabletask/...`. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, json: unknown): Promise<Response>;
  /** Starts an orchestration; its id. Without input it gets `null`. */
  start(orchestrator: string, input?: unknown, instanceId?: string): Promise<string>;
  raiseEvent(instanceId: string, name: string, data: unknown): Promise<void>;
  /** Undefined when there is no such instance. */
  status(instanceId: string): Promise<TestStatus | undefined>;
}

const management = "/runtime/webhooks/durabletask";

/** The instances of the host at `url`. */
export function instancesAt(url: string): Instances {
  const request = (path: string, init?: RequestInit): Promise<Response> => fetch(url + path, init);
  const post = (path: string, json: unknown): Promise<Response> =>
    request(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(json ?? null),
    });
  return {
    fetch: request,
    post,
    async start(orchestrator, input, instanceId) {
      const name = encodeURIComponent(orchestrator);
      const id = instanceId === undefined ? "" : `/${encodeURIComponent(instanceId)}`;
      const started = await must(await post(`${management}/orchestrators/${name}${id}`, input));
      return ((await started.json()) as { id: string }).id;
    },
    async raiseEvent(instanceId, name, data) {
      const path = `instances/${encodeURIComponent(instanceId)}/raiseEvent`;
      await must(await post(`${management}/${path}/${encodeURIComponent(name)}`, data));
    },
    async status(instanceId) {
      const response = await request(`${management}/instances/${encodeURIComponent(instanceId)}`);
      return response.status === 404 ? undefined : ((await response.json()) as TestStatus);
    },
  };
}

async function must(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw new Error(`The tested host answered ${response.status}: ${await response.text()}`);
}
