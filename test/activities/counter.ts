import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** What the counter does with a request to count: counts it or not, and answers, breaks off or waits for ever. */
export type Behaviour = {
  counts: boolean;
  and: "answers" | "breaks off" | "refuses" | "is silent";
};

/** A vendor over HTTP that counts effects by key, and takes a moment to do so. */
export async function startCounter() {
  const effects = new Map<string, number>();
  const received: string[] = [];
  const gate = { asked: 0, open: Promise.withResolvers<void>() };
  let behaviour = (): Behaviour => ({ counts: true, and: "answers" });
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const { method, url = "" } = request;
    const answer = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (url === "/gate") {
      gate.asked += 1;
      await gate.open.promise;
      return answer(200, {});
    }
    if (method === "GET") return answer(200, { count: effects.get(url) ?? 0 });
    received.push(url);
    const { counts, and } = behaviour();
    await pause(Math.random() * 8);
    if (counts) effects.set(url, (effects.get(url) ?? 0) + 1);
    if (and === "answers") return answer(200, {});
    if (and === "refuses") return answer(429, {});
    if (and === "breaks off") request.socket.resetAndDestroy();
    return undefined;
  }

  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    effects: (key: string): number => effects.get(`/effects/${key}`) ?? 0,
    received,
    gate,
    behave: (next: () => Behaviour): void => void (behaviour = next),
    async close() {
      gate.open.resolve();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Waits until something is so; what it waited for is told when it does not come about in a minute. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const started = performance.now();
  while (!isSo()) {
    if (performance.now() - started > 60_000) throw new Error(`Waited a minute until ${what}`);
    await pause(2);
  }
}
