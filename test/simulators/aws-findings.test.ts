import { connectorsFor } from "../connectors/stage";
import { type RunningSimulators, startSimulators } from "../../simulators/server";

let running: RunningSimulators;
beforeAll(async () => (running = await startSimulators()));
afterAll(() => running.close());

describe("GuardDuty and Security Hub in the simulated account", () => {
  it.each([
    ["POST", "/guardduty/detector/x/findings"],
    ["PATCH", "/securityhub/findings/batchupdate"],
  ])("refuse what is not signed, with the code in a header: %s %s", async (method, path) => {
    const answer = await fetch(`${running.url}/aws${path}`, { method, body: "{}" });

    expect(answer.status).toBe(403);
    expect(answer.headers.get("x-amzn-errortype")).toBe("MissingAuthenticationTokenException");
  });

  it("have findings from the start, which a scene replaces", async () => {
    expect(running.state("aws")).toMatchObject({ guardDuty: [{ severity: 8 }], hub: [{}] });

    running.scene("aws", { hub: [] });

    expect(running.state("aws")).toMatchObject({ guardDuty: [{ severity: 8 }], hub: [] });
  });

  it("take no finding without an id", () => {
    expect(() => running.scene("aws", { guardDuty: [{ title: "x" }] })).toThrow(/guardDuty/);
    expect(() => running.scene("aws", { unprocessed: { a: 1 } })).toThrow(/unprocessed/);
  });

  it("show an update of Security Hub later", async () => {
    let now = Date.now();
    const later = await startSimulators({ now: () => now });
    const Id = "arn:aws:securityhub:eu-west-1:123456789012:security-control/S3.1/finding/1";
    later.scene("aws", { hub: [{ Id }], hubUpdateSeconds: 60 });
    process.env.IDENTITY_ENDPOINT = `${later.url}/managed-identity/token`;
    process.env.IDENTITY_HEADER = "simulated-identity-header";
    const close = connectorsFor(later.url).findings["security-hub"]!;
    const how = { closing: { classification: "TruePositive" as const }, comment: "Closed" };

    await close({ id: Id }, how);
    expect(later.state("aws")).toMatchObject({ hub: [{ Workflow: { Status: "NEW" } }] });
    now += 60_000;

    await expect(close({ id: Id }, how)).resolves.toEqual({ state: "was-closed", as: "RESOLVED" });
    await later.close();
  });
});
