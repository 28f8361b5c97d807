import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A long operation: a POST and the first GET are answered with 202, the GET after that with 200. */
export async function startPolledServer(): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    response.sendDate = false;
    request.resume();
    if (request.url === "/end") return response.end("done");
    const next = request.method === "POST" ? "/going-on" : "/end";
    const location = `http://${request.headers.host}${next}`;
    return response.writeHead(202, { location, "retry-after": "30" }).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}
