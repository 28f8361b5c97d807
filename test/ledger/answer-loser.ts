import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A way to a server on this machine on which answers can get lost. */
export interface AnswerLoser {
  port: number;
  /** The next request of a method is carried out, and its answer never arrives. */
  loseNext(method: string): void;
  lost: string[];
  /** The next request of a method is passed on when some work is done. */
  holdNext(method: string, until: () => Promise<unknown>): void;
  close(): Promise<void>;
}

/** Stands between a client and a server, passing on what both say. */
export async function loseAnswersOf(port: number): Promise<AnswerLoser> {
  const toLose = new Set<string>();
  const lost: string[] = [];
  const toHold = new Map<string, () => Promise<unknown>>();

  const server = createServer((incoming, outgoing) => {
    const work = toHold.get(incoming.method ?? "");
    toHold.delete(incoming.method ?? "");
    if (work) void work().then(() => pass(incoming, outgoing));
    else pass(incoming, outgoing);
  });

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = "", url, headers } = incoming;
    const isLost = toLose.delete(method);
    const passed = request({ host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
      if (!isLost) {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
        return;
      }
      lost.push(`${method} ${answer.statusCode}`);
      discard(answer);
      incoming.socket.destroy();
    });
    incoming.pipe(passed);
  }
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    port: (server.address() as AddressInfo).port,
    loseNext: (method) => void toLose.add(method),
    holdNext: (method, until) => void toHold.set(method, until),
    lost,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const discard = (answer: IncomingMessage): void => void answer.resume();
