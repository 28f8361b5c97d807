import type { Connectors } from "../../../connectors";
import type { FindingClosing } from "../../../domain/finding";
import type { RunningSimulators } from "../../../simulators/server";
import { keepsConnectorContract } from "../../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "../stage";

const stage = useStage();
const vendor = "elastic";
const api = "/kibana/api/detection_engine";
const kibanaKey = Buffer.from("elastic-kibana:elastic-test-kibana-key").toString("base64");

const alert = "7d3194c7158fb9edb10541ccdd81f8c2b9c9d3c50b82c14457c959a2fcbcb22a";
const url = `https://kibana.contoso.example/app/security/alerts/redirect/${alert}`;
const how: FindingClosing = {
  closing: { classification: "FalsePositive", reason: "IncorrectAlertLogic" },
  comment: "Closed with Microsoft Sentinel incident 4711 by policy, run respond-1",
};

interface State {
  alerts: { id: string; status: string }[];
}
const statusIn = (vendors: RunningSimulators) => (vendors.state(vendor) as State).alerts[0]!.status;
const scene = (value: object) => stage.vendors.scene(vendor, value);
const close = (connectors: Connectors = stage.connectors, id = url) =>
  connectors.findings["elastic-security"]!({ id }, how);
const changes = () =>
  stage.vendors.calls(vendor).filter(({ path }) => path.endsWith("/signals/status"));
const check = (connectors = stage.connectors) => connectors.providers[vendor]!.checkFindings!();

const index = ".alerts-security.alerts-default";
const key = (kibana: "read" | "all" | undefined, ...privileges: string[]) => ({
  id: "elastic-kibana",
  name: "soar alerts",
  encoded: kibanaKey,
  username: "soar",
  grants: [{ names: [index], privileges }],
  ...(kibana && { kibana }),
});

beforeEach(() =>
  scene({
    keys: [key("all", "read", "write", "maintenance")],
    alerts: [
      { id: alert, status: "open" },
      { id: "another", status: "open" },
    ],
    alertShards: 1,
    failingAlertShards: 0,
    conflicts: 0,
  }),
);

keepsConnectorContract(
  "elastic.closeAlert()",
  {
    vendor,
    route: `POST ${api}/signals/status`,
    secret: kibanaKey,
    isWrite: true,
    call: (connectors) => close(connectors),
    repeat: {
      deliver: (activities) =>
        activities.closeFinding({
          step: { key: "a/close finding", runId: "run-1", at: "2026-01-01T00:00:00.000Z" },
          finding: { source: "elastic-security", id: url },
          ...how,
        }),
      stored: (vendors) => Number(statusIn(vendors) === "closed"),
    },
  },
  stage,
);
keepsConnectorContract(
  "elastic.closeAlert(): what is there",
  {
    vendor,
    route: `POST ${api}/signals/search`,
    secret: kibanaKey,
    isWrite: false,
    call: (connectors) => close(connectors),
  },
  stage,
);
keepsConnectorContract(
  "elastic.checkFindings()",
  {
    vendor,
    route: `GET ${api}/privileges`,
    secret: kibanaKey,
    isWrite: false,
    call: (connectors) => check(connectors),
  },
  stage,
);

describe("an alert of Elastic Security", () => {
  it.each(["open", "acknowledged"])("is closed by its exact id where it is %s", async (status) => {
    scene({
      alerts: [
        { id: alert, status },
        { id: "another", status: "open" },
      ],
    });

    expect(await close()).toEqual({ state: "closed", as: "closed" });
    expect((stage.vendors.state(vendor) as State).alerts).toEqual([
      { id: alert, status: "closed" },
      { id: "another", status: "open" },
    ]);
    expect(changes().map(({ body }) => body)).toEqual([{ signal_ids: [alert], status: "closed" }]);
  });

  it.each(["closed", "something-new"])("is left alone where it is %s already", async (status) => {
    scene({ alerts: [{ id: alert, status }] });

    expect(await close()).toEqual({ state: "was-closed", as: status });
    expect(changes()).toEqual([]);
  });

  it("is told to be gone where there is none", async () => {
    scene({ alerts: [] });

    expect(await close()).toEqual({ state: "gone", as: "" });
    expect(changes()).toEqual([]);
  });

  it("is not told to be gone where not every shard answered", async () => {
    scene({ alertShards: 2, failingAlertShards: 1 });

    expect(await failureOf(close())).toMatchObject({
      kind: "transient",
      message: expect.stringContaining("1 of 2 shards gave no answer"),
    });
  });

  it("comes again where somebody changed it at the same moment", async () => {
    scene({ conflicts: 1 });

    expect(await failureOf(close())).toMatchObject({ kind: "transient", mayHaveHappened: true });
    expect(await close()).toEqual({ state: "closed", as: "closed" });
    stage.vendors.fault({ vendor, route: `POST ${api}/signals/status`, status: 409 });
    scene({ alerts: [{ id: alert, status: "open" }] });
    expect(await failureOf(close())).toMatchObject({ kind: "transient", status: 409 });
  });

  it.each([
    ["another Kibana", url.replace("kibana.contoso", "kibana.fabrikam")],
    ["another space", url.replace("/app/", "/s/hr/app/")],
    ["another port", url.replace("example/", "example:5601/")],
  ])("is not closed where it is one of %s", async (_, id) => {
    const error = await failureOf(close(stage.connectors, id));

    expect(error.kind).toBe("permanent");
    expect(error.message).toContain("which is not ELASTIC_KIBANA_PUBLIC_URL: close it there");
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });

  it("is not closed where only the address that is asked is set, and it is another one", async () => {
    const connectors = connectorsFor(stage.vendors.url, { ELASTIC_KIBANA_PUBLIC_URL: "" });

    expect((await failureOf(close(connectors))).message).toContain("which is not");
  });

  it("is not closed without a Kibana", async () => {
    const connectors = connectorsFor(stage.vendors.url, {
      ELASTIC_KIBANA_URL: "",
      ELASTIC_KIBANA_PUBLIC_URL: "",
    });

    expect((await failureOf(close(connectors))).message).toContain("ELASTIC_KIBANA_URL is not set");
  });

  it.each([
    ["no privilege in Kibana", key(undefined, "read", "write")],
    ["only reading in Kibana", key("read", "read", "write")],
    ["only reading in the index", key("all", "read")],
  ])("stays open where the key has %s, and the error says where to look", async (_, given) => {
    scene({ keys: [given] });

    const error = await failureOf(close());

    expect(error).toMatchObject({ kind: "auth", mayHaveHappened: false });
    expect(error.message).toContain("npm run permissions");
    expect(statusIn(stage.vendors)).toBe("open");
  });
});

describe("elastic.checkFindings()", () => {
  it("says what the key may close, and changes nothing", async () => {
    expect(await check()).toBe(`the API key of soar may close alerts of ${index}`);
    expect(statusIn(stage.vendors)).toBe("open");
  });

  it("says which privilege lacks", async () => {
    scene({ keys: [key("all", "read", "write")] });

    expect((await failureOf(check())).message).toContain(
      `lacks the index privilege maintenance on ${index}`,
    );
  });
});
