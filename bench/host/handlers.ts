import { setTimeout as pause } from "node:timers/promises";

/** What calls carry there and back: about 200 bytes. */
interface Incident {
  n: number;
  text: string;
}

export const incident: Incident = { n: 0, text: "x".repeat(180) };

const callMs = 20;

/** What the activities of the app do, without the SDK; the loop without a host calls these functions themselves. */
export const handlers = {
  compute: ({ n, text }: Incident): Promise<Incident> => Promise.resolve({ n: n + 1, text }),
  call: async ({ n, text }: Incident): Promise<Incident> => {
    await pause(callMs);
    return { n: n + 1, text };
  },
};
export type HandlerName = keyof typeof handlers;
