import { type OpenWorkspace, openWorkspace } from "./workspace-client";

let workspace: OpenWorkspace;
beforeEach(async () => {
  workspace = await openWorkspace();
});
afterEach(() => workspace.close());

const path = "/enrichment/main/listGeodataByIp?api-version=2024-01-01-preview";
const ask = (ipAddress: unknown) => workspace.send("POST", path, { ipAddress });

describe("geodata of an address", () => {
  it("has coordinates and the autonomous system as texts", async () => {
    expect(await ask("45.83.64.10")).toMatchObject({
      status: 200,
      body: { ipAddr: "45.83.64.10", asn: "64500", latitude: "50.1", country: "germany" },
    });
  });

  it("is 404 where nothing is known, and 400 for what is no address", async () => {
    expect(await ask("45.83.64.11")).toMatchObject({ status: 404 });
    expect(await ask("45.83.64")).toMatchObject({ status: 400 });
    expect(await ask(7)).toMatchObject({ status: 400 });
  });

  it("is in preview versions only", async () => {
    const stable = "/enrichment/main/listGeodataByIp?api-version=2025-09-01";

    expect(await workspace.send("POST", stable, { ipAddress: "45.83.64.10" })).toMatchObject({
      status: 400,
      body: { error: { code: "NoRegisteredProviderFound" } },
    });
  });

  it("is what a scene says", async () => {
    workspace.scene({ geodata: [{ ipAddr: "198.51.100.1", country: "austria" }] });

    expect(await ask("198.51.100.1")).toMatchObject({ body: { country: "austria" } });
    expect(await ask("45.83.64.10")).toMatchObject({ status: 404 });
    expect(() => workspace.scene({ geodata: [{ ipAddr: "nowhere" }] })).toThrow("an address");
  });
});
