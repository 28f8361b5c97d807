import { once } from "node:events";
import { type Server, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { connectionsThatWait } from "../../connectors/connections-that-wait";

describe("connectionsThatWait()", () => {
  let server: Server;
  const seen: string[] = [];
  beforeEach(async () => {
    seen.length = 0;
    server = createServer((_incoming, response) => {
      seen.push("request");
      response.end("done");
    });
    server.on("connection", () => seen.push("connection"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  const post = (ready: () => Promise<void>, port = (server.address() as AddressInfo).port) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { httpAgent } = connectionsThatWait(ready);
      const sent = request({ host: "127.0.0.1", port, method: "POST", agent: httpAgent });
      sent.on("response", (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on("error", reject);
      sent.end("body");
    });

  it("lets the first byte leave when the connection stands and it is told so, not before", async () => {
    const status = await post(async () => {
      seen.push("ready");
      await new Promise(setImmediate);
    });

    expect(status).toBe(200);
    expect(seen.filter((what) => what !== "connection")).toEqual(["ready", "request"]);
  });

  it("sends nothing when it is told not to", async () => {
    await expect(post(() => Promise.reject(new Error("not now")))).rejects.toThrow("not now");

    expect(seen).not.toContain("request");
  });

  it("does not ask when there is no connection", async () => {
    const ready = jest.fn(async () => undefined);

    await expect(post(ready, 1)).rejects.toMatchObject({ code: "ECONNREFUSED" });

    expect(ready).not.toHaveBeenCalled();
  });
});
