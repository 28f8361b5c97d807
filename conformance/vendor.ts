import { once } from "node:events";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on this machine that orchestrations call. */
export interface Vendor {
  readonly url: string;
  /** Every request so far, as `GET /path`. */
  requests(): string[];
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse, before: number) => void;

const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void =>
  void response
    .writeHead(status, { "content-type": "application/json", ...headers })
    .end(JSON.stringify(body));

/** By path: `before` is how often the same path was asked before. */
const answers: [path: RegExp, answer: Answer][] = [
  [/^\/hello/, (_, response) => json(response, 200, { hello: "there" }, { "x-kind": "plain" })],
  [/^\/missing/, (_, response) => json(response, 404, { missing: true })],
  [
    /^\/job\//,
    ({ url }, response, before) =>
      before < 2
        ? json(response, 202, {}, { location: absolute(response, url ?? ""), "retry-after": "7" })
        : json(response, 200, { job: "done" }),
  ],
  [/^\/token/, (_, response) => json(response, 200, { access_token: "a token" })],
  [
    /^\/subscriptions/,
    ({ headers }, response) => json(response, 200, { authorization: headers.authorization }),
  ],
  [
    /^\/data\/2\.5\/weather/,
    (_, response, before) =>
      json(response, 200, { weather: [{ description: before < 2 ? "mist" : "clear sky" }] }),
  ],
];

const absolute = (response: ServerResponse, path: string): string =>
  `http://${response.req.headers.host}${path}`;

/** Listens on a free port of the loopback interface. */
export async function startVendor(): Promise<Vendor> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const line = `${request.method} ${request.url}`;
    const before = requests.filter((earlier) => earlier === line).length;
    requests.push(line);
    const [, answer] = answers.find(([path]) => path.test(request.url ?? "")) ?? [];
    request.resume();
    if (answer) answer(request, response, before);
    else json(response, 404, {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => [...requests],
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => void server.close(closed));
    },
  };
}
