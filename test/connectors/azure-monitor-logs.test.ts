import { runQuery } from "../../connectors/azure-monitor-logs/query";
import { kql } from "../../connectors/azure-monitor-logs/kql";
import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage, workspaceId } from "./stage";

const stage = useStage();

const logs = (scene: object) => stage.vendors.scene("azure-monitor-logs", scene);
beforeEach(() => logs({ missingTables: [], limits: { requestsPer30Seconds: 10_000 } }));

keepsConnectorContract(
  "logs.check()",
  {
    vendor: "azure-monitor-logs",
    route: "POST /v1/workspaces",
    isWrite: false,
    call: (connectors) => connectors.logs.check(),
  },
  stage,
);

describe("logs.check()", () => {
  it("names the role that is missing at the workspace", async () => {
    logs({ deniedWorkspaces: [workspaceId] });

    const error = await failureOf(stage.connectors.logs.check()).finally(() =>
      logs({ deniedWorkspaces: [] }),
    );

    expect(error.kind).toBe("auth");
    expect(error.message).toBe(
      "azure-monitor-logs: The query answered 403 (InsufficientAccessError): give the app's managed identity the role Log Analytics Reader on the workspace",
    );
  });

  it("names the setting that is missing", async () => {
    const { logs: unset } = connectorsFor(stage.vendors.url, { LOG_ANALYTICS_WORKSPACE_ID: "" });

    const error = await failureOf(unset.check());

    expect(error.message).toContain("LOG_ANALYTICS_WORKSPACE_ID is not set");
  });
});

describe("runQuery()", () => {
  const token = { token: "t", expiresOnTimestamp: Date.now() + 3_600_000 };
  const options = () => ({
    url: `${stage.vendors.url}/azure-monitor-logs`,
    workspaceId,
    tokens: { get: () => Promise.resolve(token), forget: () => {} },
    tables: ["SigninLogs"],
  });

  it("does not wait for ever", async () => {
    const fault = { vendor: "azure-monitor-logs", route: "*", kind: "timeout" as const };
    stage.vendors.fault(fault);

    const error = await failureOf(runQuery(kql`SigninLogs`, 1, { ...options(), seconds: 0.05 }));

    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: false });
    expect(error.message).toContain("had no answer within 0.05 s");
  });

  it("does not take a mistake of ours for a table that is not collected", async () => {
    const body = {
      error: {
        code: "BadArgumentError",
        innererror: { code: "SEM0100", message: "Failed to resolve scalar named 'SignIns'" },
      },
    };
    stage.vendors.fault({ vendor: "azure-monitor-logs", route: "*", status: 400, body });

    const error = await failureOf(runQuery(kql`SigninLogs`, 1, options()));

    expect(error).toMatchObject({ kind: "permanent", status: 400 });
  });
});
