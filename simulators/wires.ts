import type { Server } from "node:http";
import type { Socket } from "node:net";
import { maskedBody } from "./calls";
import { type House, exchange } from "./serve";
import type { Ask, Simulator } from "./simulator";

type Listener = (socket: Socket) => void;

/** Hands each connection to whom its first byte is for: to HTTP, unless a vendor's wire begins so. */
export function sortConnections(server: Server, house: () => House): { end: () => void } {
  const open = new Set<Socket>();
  const [http] = server.listeners("connection") as Listener[];
  server.removeAllListeners("connection");

  function hand(socket: Socket): void {
    const first = socket.read(1) as Buffer | null;
    if (!first) {
      socket.once("readable", () => hand(socket));
      return;
    }
    socket.unshift(first);
    socket.removeAllListeners("error");
    const vendor = [...house().simulators.values()].find(
      ({ wire }) => wire?.firstByte === first[0],
    );
    if (!vendor) return http!.call(server, socket);
    vendor.wire!.connect(socket, askOf(house(), vendor));
  }

  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    socket.once("error", () => socket.destroy());
    hand(socket);
  });
  return { end: () => open.forEach((socket) => socket.destroy()) };
}

/** The same moments, faults and log as a call by HTTP. */
const askOf =
  (house: House, simulator: Simulator): Ask =>
  async ({ method, name, json }) => {
    const { name: vendor, secrets = [] } = simulator;
    const cameAt = new Date(house.now()).toISOString();
    const path = `/${name}`;
    const at = (when: "received" | "done" | "answered") =>
      house.watch({ when, vendor, method, path });
    await at("received");
    const body = Buffer.from(JSON.stringify(json));
    const query = new URLSearchParams();
    const request = { method, path, query, rawQuery: "", headers: {}, body, json };
    const answer = await exchange(house, simulator, request, [name], undefined);
    await at("done");
    house.calls.record({
      vendor,
      method,
      path,
      status: typeof answer === "string" ? 0 : (answer.status ?? 200),
      at: cameAt,
      body: maskedBody(body, json, secrets),
    });
    return { answer, answered: () => at("answered") };
  };
