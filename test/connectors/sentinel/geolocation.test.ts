import * as fc from "fast-check";
import { keepsConnectorContract } from "../../support/connector-contract";
import { hostileText } from "../../support/hostile";
import { connectorsFor, failureOf, useStage, workspace } from "../stage";

const stage = useStage();
const locate = (address: string) =>
  stage.connectors.context.location!([{ kind: "Ip", address }], 14);
const calls = () => stage.vendors.calls("sentinel");
const path =
  `/subscriptions/${workspace.subscriptionId}/resourceGroups/${workspace.resourceGroup}/providers` +
  `/Microsoft.OperationalInsights/workspaces/${workspace.workspaceName}/providers` +
  "/Microsoft.SecurityInsights/enrichment/main/listGeodataByIp";

beforeAll(() => stage.vendors.scene("sentinel", { limits: { reads: 10_000 } }));

keepsConnectorContract(
  "sentinel.locateAddresses()",
  {
    vendor: "sentinel",
    route: `POST ${path}`,
    isWrite: false,
    isNotFoundAnAnswer: true,
    call: ({ sentinel }) => sentinel.locateAddresses([{ kind: "Ip", address: "45.83.64.10" }]),
  },
  stage,
);

describe("where an address is", () => {
  it("names the permission that it needs when it may not ask", async () => {
    stage.vendors.fault({ vendor: "sentinel", route: "POST /", status: 403, times: 9 });

    const failure = await failureOf(locate("45.83.64.10"));

    expect(failure.message).toContain(
      "Microsoft.SecurityInsights/enrichment/listGeodataByIp/action",
    );
  });

  it("is asked of the workspace of the settings", async () => {
    expect(await locate("45.83.64.10")).toEqual([
      {
        source: "location",
        about: "address:45.83.64.10",
        label: "45.83.64.10",
        state: "found",
        facts: [
          "Is in frankfurt am main, hesse, germany",
          "Belongs to example hosting gmbh, hosting, AS 64500",
          "Carried by example hosting, fixed",
        ],
        signals: [],
      },
    ]);
    expect(calls()).toMatchObject([
      {
        method: "POST",
        path: `${path}?api-version=2024-01-01-preview`,
        body: { ipAddress: "45.83.64.10" },
        status: 200,
      },
    ]);
  });

  it("is nothing where nobody knows it", async () => {
    expect(await locate("45.83.64.11")).toMatchObject([{ state: "none", facts: [] }]);
  });

  it.each(["10.20.0.15", "127.0.0.1", "fe80::1", "203.0.113.10", "*", "", "45.83.64.10/24"])(
    "is not asked of %j",
    async (address) => {
      expect(await locate(address)).toMatchObject([
        { state: "not-collected", note: expect.stringContaining("not looked up") },
      ]);
      expect(calls()).toEqual([]);
    },
  );

  it("says of a place only what is known, cleaned", async () => {
    stage.vendors.fault({
      vendor: "sentinel",
      body: { ipAddr: "45.83.64.10", country: "ger\u202emany\n", city: null, asn: 64500 },
      status: 200,
    });

    expect(await locate("45.83.64.10")).toMatchObject([
      { facts: ["Is in germany", "Belongs to AS 64500"] },
    ]);
  });

  it("has facts of one line, whatever is said of it", async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const body = { ipAddr: "45.83.64.10", country: text, organization: text, carrier: text };
        stage.vendors.clearFaults();
        stage.vendors.fault({ vendor: "sentinel", body, status: 200 });

        const [finding] = await locate("45.83.64.10");
        for (const fact of finding!.facts) expect(fact).toMatch(/^[^\p{Cc}]{1,200}$/u);
      }),
      { numRuns: 40 },
    );
  });

  it("is a matter of set-up where no workspace is set", async () => {
    const { sentinel } = connectorsFor(stage.vendors.url, { SENTINEL_WORKSPACE_RESOURCE_ID: "" });

    const error = await failureOf(
      sentinel.locateAddresses([{ kind: "Ip", address: "45.83.64.10" }]),
    );

    expect(error).toMatchObject({ kind: "auth" });
    expect(error.message).toContain("SENTINEL_WORKSPACE_RESOURCE_ID is not set");
  });
});
