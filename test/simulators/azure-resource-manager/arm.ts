import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import type { SimulatorFactory } from "../../../simulators/simulator";
import { start, tokenFor } from "../token";

export interface Sent {
  status: number;
  headers: Headers;
  body: {
    etag?: string;
    status?: string;
    properties?: Record<string, unknown>;
    error?: { code: string; message: string };
    [member: string]: unknown;
  };
}

/** The simulator of Azure Resource Manager, anew for each test, whose clock the test turns. */
export function useArm(simulator: SimulatorFactory, version: string) {
  let now = start;
  let running: RunningSimulators;
  beforeEach(async () => {
    now = start;
    running = await startSimulators({ port: 0, only: [simulator], now: () => now });
  });
  afterEach(() => running.close());

  return {
    async send(method: string, to: string, body?: object, headers: object = {}): Promise<Sent> {
      const url = to.startsWith("http") ? to : `${running.url}/azure-resource-manager${to}`;
      const query = url.includes("?") ? "" : `?api-version=${version}`;
      const authorization = `Bearer ${tokenFor("https://management.azure.com")}`;
      const response = await fetch(url + query, {
        method,
        headers: { authorization, "content-type": "application/json", ...headers },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === "" ? {} : (JSON.parse(text) as Sent["body"]),
      };
    },
    scene: (value: object) => running.scene("azure-resource-manager", value),
    wait: (seconds: number) => void (now += seconds * 1_000),
  };
}
