import { simulators } from "../../simulators";
import { type RunningSimulators, startSimulators } from "../../simulators/server";

let running: RunningSimulators;

beforeAll(async () => {
  running = await startSimulators();
});

afterAll(() => running.close());

interface Overview {
  vendors: { name: string; url: string; routes: string[] }[];
}

const overview = async () => (await (await fetch(running.url)).json()) as Overview;

describe("the registry of simulators", () => {
  it("serves every vendor, each under a name of its own", async () => {
    const { vendors } = await overview();

    expect(new Set(vendors.map(({ name }) => name)).size).toBe(simulators.length);
    expect(vendors.map(({ url }) => url)).toEqual(
      vendors.map(({ name }) => `${running.url}/${name}`),
    );
  });

  it("gives no vendor the name of a part of the control API", async () => {
    const { vendors } = await overview();

    expect(vendors.map(({ name }) => name)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(calls|faults|scenes|state)$/)]),
    );
  });

  it("has vendors that show their state as JSON, and refuse a scene that is none in a sentence", async () => {
    for (const { name } of (await overview()).vendors) {
      const state = await fetch(`${running.url}/state/${name}`);
      const refused = await fetch(`${running.url}/scenes`, {
        method: "POST",
        body: JSON.stringify({ [name]: { "no such thing": true } }),
      });

      await expect(state.json()).resolves.toEqual(expect.any(Object));
      expect({ name, status: refused.status }).toEqual({ name, status: 400 });
      await expect(refused.json()).resolves.toEqual({ error: expect.any(String) });
    }
  });

  it("has vendors that refuse whoever brings no credentials", async () => {
    for (const { name, url, routes } of (await overview()).vendors) {
      const route = routes.find((text) => text.startsWith("GET ")) ?? routes[0] ?? "";
      const [method = "GET", path = "/"] = route.split(" ");
      const answer = await fetch(`${url}${path.replaceAll(/[{}*]/g, "")}`, { method });
      const { status } = answer;
      // Slack refuses with a 200.
      const isRefused =
        [400, 401, 403, 404].includes(status) ||
        (await answer.text()).startsWith('{"ok":false,"error":"not_authed"');

      expect({ name, isRefused }).toEqual({
        name,
        isRefused: true,
      });
    }
  });
});
