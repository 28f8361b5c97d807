import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { portOf, refuseTakenPorts } from "../../scripts/run/ports";

describe("portOf()", () => {
  it("reads a port", () => {
    expect(portOf("--port", "7071")).toBe(7071);
  });

  it.each(["abc", "", "-1", "65536", "7071.5", "0x10"])(
    "refuses %j and names the option",
    (text) => {
      expect(() => portOf("--port", text)).toThrow(
        `--port must be a number from 0 to 65535, not "${text}"`,
      );
    },
  );
});

describe("refuseTakenPorts()", () => {
  it("names a taken port, what it is for and the option that chooses another", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;

    const refused = refuseTakenPorts([
      { option: "--port", what: "the host", port: 0 },
      { option: "--simulators-port", what: "the simulated vendors", port },
    ]);

    await expect(refused).rejects.toThrow(
      `Port ${port}, for the simulated vendors, is taken. End what listens there, or choose another with --simulators-port`,
    );
    server.close();
  });

  it("refuses one port for two", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();

    const refused = refuseTakenPorts([
      { option: "--port", what: "the host", port },
      { option: "--simulators-port", what: "the simulated vendors", port },
    ]);

    await expect(refused).rejects.toThrow(
      `--port and --simulators-port are both ${port}: choose two ports`,
    );
  });

  it("lets free ports be", async () => {
    const free = { option: "--port", what: "the host", port: 0 };

    await expect(refuseTakenPorts([free, free])).resolves.toBeUndefined();
  });
});
