import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";
import { directClient } from "../../connectors/azure-http-client";

let server: Server;
let url: string;
let received: string[];

beforeAll(async () => {
  server = createServer((request, response) => {
    received.push(request.url ?? "");
    if (request.url !== "/silent") response.writeHead(204, { "retry-after": "3" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => {
  received = [];
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const request = (address: string) =>
  createPipelineRequest({
    url: address,
    headers: createHttpHeaders(),
    allowInsecureConnection: true,
  });

const redirect = (address: string): string =>
  address.replace("https://loopback.invalid", `${url}/x`);

describe("directClient()", () => {
  it("passes on the answer, and shows it", async () => {
    const onAnswer = jest.fn();
    const client = await directClient({ seconds: 5, onAnswer });

    const answer = await client.sendRequest(request(`${url}/path?a=%2F`));

    expect(answer.status).toBe(204);
    expect(onAnswer).toHaveBeenCalledWith(answer);
    expect(received).toEqual(["/path?a=%2F"]);
  });

  it("goes past the proxy that a policy has put into the request", async () => {
    const client = await directClient({ seconds: 5 });
    const proxied = {
      ...request(`${url}/path`),
      proxySettings: { host: "http://127.0.0.1", port: 9 },
    };

    await expect(client.sendRequest(proxied)).resolves.toMatchObject({ status: 204 });
  });

  it("turns a request to another address", async () => {
    const client = await directClient({ seconds: 5, redirect });

    await client.sendRequest(request("https://loopback.invalid/v1/y?z"));

    expect(received).toEqual(["/x/v1/y?z"]);
  });

  it("does not wait for ever", async () => {
    const client = await directClient({ seconds: 0.05 });

    await expect(client.sendRequest(request(`${url}/silent`))).rejects.toMatchObject({
      name: "AbortError",
    });
  });
});
