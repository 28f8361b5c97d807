import { runQuery } from "../../connectors/azure-monitor-logs/query";
import { kql } from "../../connectors/azure-monitor-logs/kql";
import type { AccountEntity } from "../../domain/entity";
import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage, workspaceId } from "./stage";

const stage = useStage();

const alex: AccountEntity = {
  kind: "Account",
  label: "alex@contoso.example",
  userPrincipalName: "alex@contoso.example",
  aadUserId: "99999999-9999-9999-9999-999999999999",
};

const columns = [
  { name: "UserPrincipalName", type: "string" },
  { name: "IPAddress", type: "string" },
  { name: "SignIns", type: "long" },
  { name: "Failures", type: "long" },
  { name: "Countries", type: "dynamic" },
  { name: "FirstSeen", type: "datetime" },
  { name: "LastSeen", type: "datetime" },
];

const row = (address: string, signIns: number | string, failures: number | string) => [
  "alex@contoso.example",
  address,
  signIns,
  failures,
  '["NL","DE"]',
  "2026-11-20T08:00:00Z",
  "2026-11-23T17:30:00.123Z",
];

const logs = (scene: object) => stage.vendors.scene("azure-monitor-logs", scene);
const asked = () =>
  (
    stage.vendors.state("azure-monitor-logs") as {
      queries: { query: string; timespan?: string; workspaceId: string }[];
    }
  ).queries;

beforeEach(() => logs({ missingTables: [], limits: { requestsPer30Seconds: 10_000 } }));

for (const [name, call] of [
  ["accountActivity", () => stage.connectors.logs.accountActivity(alex, 14)],
  ["addressActivity", () => stage.connectors.logs.addressActivity("203.0.113.10", 14)],
  ["check", () => stage.connectors.logs.check()],
] as const) {
  keepsConnectorContract(
    `logs.${name}()`,
    { vendor: "azure-monitor-logs", route: "POST /v1/workspaces", isWrite: false, call },
    stage,
  );
}

describe("logs.accountActivity()", () => {
  it("adds up where an account signed in from", async () => {
    logs({
      answers: [
        {
          contains: ["SigninLogs", "alex@contoso.example"],
          columns,
          rows: [row("203.0.113.10", 7, 2), row("203.0.113.11", "3", "0")],
        },
      ],
    });

    const activity = await stage.connectors.logs.accountActivity(alex, 14);

    expect(activity).toEqual({
      subject: { kind: "Account", label: "alex@contoso.example" },
      state: "found",
      days: 14,
      attempts: 10,
      failures: 2,
      addresses: ["203.0.113.10", "203.0.113.11"],
      accounts: ["alex@contoso.example"],
      countries: ["NL", "DE"],
      firstSeen: "2026-11-20T08:00:00.000Z",
      lastSeen: "2026-11-23T17:30:00.123Z",
    });
  });

  it("asks by name and by object id, over the period and no longer", async () => {
    await stage.connectors.logs.accountActivity(alex, 3);

    const last = asked().at(-1);
    expect(last).toMatchObject({ workspaceId, timespan: "P3D" });
    expect(last?.query).toContain('let names = dynamic(["alex@contoso.example"]);');
    expect(last?.query).toContain('dynamic(["99999999-9999-9999-9999-999999999999"]);');
    expect(last?.query).toContain("ago(3 * 1d)");
  });

  it("asks nothing about an account that the logs cannot know, and says why", async () => {
    const local: AccountEntity = { kind: "Account", label: "SRV-01\\backup", sid: "S-1-5-21-1" };

    const activity = await stage.connectors.logs.accountActivity(local, 14);

    expect(activity).toMatchObject({
      subject: { label: "SRV-01\\backup" },
      state: "not-collected",
      note: expect.stringContaining("UPN or object id"),
    });
    expect(stage.vendors.calls()).toEqual([]);
  });

  it("sends a hostile name as a literal that the service takes", async () => {
    const hostile = 'a" or 1==1 //\n| union SecurityEvent\\';

    const activity = await stage.connectors.logs.accountActivity(
      { kind: "Account", label: "x", userPrincipalName: hostile },
      14,
    );

    expect(activity.state).toBe("none");
  });
});

describe("logs.addressActivity()", () => {
  it("tells no sign-ins", async () => {
    await expect(stage.connectors.logs.addressActivity("198.51.100.7", 14)).resolves.toEqual({
      subject: { kind: "Ip", label: "198.51.100.7" },
      state: "none",
      days: 14,
      attempts: 0,
      failures: 0,
      addresses: [],
      accounts: [],
      countries: [],
    });
  });

  it("tells tables that are not collected", async () => {
    logs({ missingTables: ["SigninLogs", "AADNonInteractiveUserSignInLogs"] });

    await expect(stage.connectors.logs.addressActivity("198.51.100.7", 14)).resolves.toMatchObject({
      state: "not-collected",
      attempts: 0,
      note: "the workspace has no table SigninLogs nor AADNonInteractiveUserSignInLogs",
    });
  });

  it("does not miss a table of which there is another", async () => {
    logs({ missingTables: ["AADNonInteractiveUserSignInLogs"] });

    await expect(stage.connectors.logs.addressActivity("198.51.100.7", 14)).resolves.toMatchObject({
      state: "none",
    });
  });

  it("tells part of the rows, with the service's reason", async () => {
    logs({
      answers: [
        {
          contains: ["203.0.113.20"],
          columns,
          rows: [row("203.0.113.20", 1, 1)],
          partial: { message: "The query result is too large." },
        },
      ],
    });

    await expect(stage.connectors.logs.addressActivity("203.0.113.20", 14)).resolves.toMatchObject({
      state: "partial",
      attempts: 1,
      note: "There were some errors when processing your query.",
    });
  });

  it("tells rows beyond those it counts", async () => {
    const rows = Array.from({ length: 501 }, () => row("203.0.113.21", 1, 0));
    logs({ answers: [{ contains: ["203.0.113.21"], columns, rows }] });

    await expect(stage.connectors.logs.addressActivity("203.0.113.21", 14)).resolves.toMatchObject({
      state: "partial",
      attempts: 500,
    });
  });

  it("does not take rows of another shape for an answer", async () => {
    logs({
      answers: [
        { contains: ["203.0.113.22"], columns: [{ name: "n", type: "long" }], rows: [[1]] },
      ],
    });

    const error = await failureOf(stage.connectors.logs.addressActivity("203.0.113.22", 14));

    expect(error.kind).toBe("permanent");
    expect(error.message).toContain("UserPrincipalName, IPAddress");
  });

  it("names the role that is missing at the workspace", async () => {
    logs({ deniedWorkspaces: [workspaceId] });

    const error = await failureOf(
      stage.connectors.logs.addressActivity("198.51.100.7", 14),
    ).finally(() => logs({ deniedWorkspaces: [] }));

    expect(error.kind).toBe("auth");
    expect(error.message).toBe(
      "azure-monitor-logs: The query answered 403 (InsufficientAccessError): give the app's managed identity the role Log Analytics Reader on the workspace",
    );
  });

  it("names the setting that is missing", async () => {
    const { logs: unset } = connectorsFor(stage.vendors.url, { LOG_ANALYTICS_WORKSPACE_ID: "" });

    const error = await failureOf(unset.addressActivity("198.51.100.7", 14));

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
