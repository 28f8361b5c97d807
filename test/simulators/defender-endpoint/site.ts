import { defenderEndpoint } from "../../../simulators/defender-endpoint";
import { type RunningSimulators, startSimulators } from "../../../simulators/server";
import { start, tokenFor } from "../token";

export const audience = "https://api.securitycenter.microsoft.com";
export const machine = "1e5bc9d7e413ddd7902c2932e418702b84d0cc07";

export interface Body {
  id: string;
  status: string;
  value: Record<string, unknown>[];
  error: { code: string; message: string };
  [member: string]: unknown;
}

/** The simulator alone, asked as an application with some permissions. */
export function useDefender() {
  let now: number;
  let running: RunningSimulators;
  beforeEach(async () => {
    now = start;
    running = await startSimulators({ only: [defenderEndpoint], now: () => now });
  });
  afterEach(() => running.close());

  return {
    turnBy: (seconds: number) => void (now += seconds * 1_000),
    scene: (value: object) => running.scene("defender-endpoint", value),
    state: () => running.state("defender-endpoint") as { machines: Record<string, unknown>[] },
    async ask(method: string, path: string, body: object | undefined, ...roles: string[]) {
      const token = tokenFor(audience, { roles });
      const answer = await fetch(`${running.url}/defender-endpoint/api${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: (text === "" ? null : JSON.parse(text)) as Body };
    },
  };
}
