import { bundle, fixtureApp } from "../../support/bundle";
import { type HostProcess, startHostProcess } from "../../support/host-process";
import { send } from "../../support/loopback";

/** The command with `--strict`, on an app that breaks rules. */

const main = bundle("local-host/main.ts");
afterAll(() => main.remove());

const start = (...options: string[]): Promise<HostProcess> =>
  startHostProcess({
    file: main.file,
    args: [fixtureApp("trap-app"), "--port", "0", "--database", ":memory:", ...options],
  });

const post = (host: HostProcess, path: string) => send(host.url, path, { method: "POST" });

async function outputOf(host: HostProcess, id: string): Promise<unknown> {
  const path = `/runtime/webhooks/durabletask/instances/${id}`;
  for (;;) {
    const { status, json } = await send(host.url, path);
    if (status === 200) return (json as { output: unknown }).output;
  }
}

const link = "docs/local-host-rules.md#boolean-input";

describe("durable-host --strict", () => {
  it("fails the flow, and ends with 1 and a list of the rules that were broken", async () => {
    const host = await start("--strict");

    await post(host, "/api/start/shouts/s1");
    const output = await outputOf(host, "s1");
    await post(host, "/api/start/waits/w1");
    const again = await post(host, "/api/start/waits/w1");

    expect(output).toMatch(/^Strict: boolean-input: "echo" is called .* \(docs\/local-.*\)$/);
    expect(again.status).toBe(500);
    expect(await host.stop()).toBe(1);
    expect(host.output()).toContain("ERROR: shouts: boolean-input: ");
    expect(host.output()).toContain("ERROR: start: duplicate-start: the function failed because");
    expect(host.output()).toContain(
      `Strict: rules were broken:\n  boolean-input (1): ${link}\n` +
        "  duplicate-start (1): docs/local-host-rules.md#duplicate-start\n",
    );
  });

  it("ends with 0 when no rule was broken", async () => {
    const host = await start("--strict");
    await post(host, "/api/start/waits/w1");

    expect(await host.stop()).toBe(0);
    expect(host.output()).not.toContain("Strict");
  });

  it("is off by default: the flow goes on, and the rule is told", async () => {
    const host = await start();
    await post(host, "/api/start/shouts/s1");

    expect(await outputOf(host, "s1")).toBe("True");
    expect(await host.stop()).toBe(0);
    expect(host.output()).toContain("WARNING: shouts: boolean-input: ");
    expect(host.output()).toContain(`(${link})`);
  });

  it("tells of an app that has taken away its own address, whose URLs then lead elsewhere", async () => {
    const host = await start("--strict");
    const before = await send(host.url, "/api/urls");
    await post(host, "/api/lost");
    const after = await send(host.url, "/api/urls");

    expect(before.text).toContain(`"statusQueryGetUri":"${host.url}/runtime/`);
    expect(after.text).toContain('"statusQueryGetUri":"http://localhost:7071/runtime/');
    expect(host.output().match(/ERROR: client-host: /g)).toHaveLength(1);
    expect(await host.stop()).toBe(1);
  });
});
