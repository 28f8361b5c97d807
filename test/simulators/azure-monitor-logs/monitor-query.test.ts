import { Durations, LogsQueryResultStatus } from "@azure/monitor-query";
import { type OpenLogs, openLogs, workspaceId } from "./logs-client";

let logs: OpenLogs;
const timespan = { duration: Durations.sevenDays };
const query =
  'SigninLogs | where IPAddress == "203.0.113.10" | summarize Attempts = count() by Location';

beforeEach(async () => {
  logs = await openLogs();
});
afterEach(() => logs.close());

describe("the client @azure/monitor-query", () => {
  it("reads a canned answer, with cells of every type", async () => {
    logs.scene({
      answers: [
        {
          contains: ["SigninLogs", "203.0.113.10"],
          columns: [
            { name: "Location", type: "string" },
            { name: "Attempts", type: "long" },
            { name: "Users", type: "dynamic" },
            { name: "LastSeen", type: "datetime" },
          ],
          rows: [["NL", 12, '["alex"]', "2026-08-01T10:00:00Z"]],
        },
      ],
    });

    const result = await logs.client.queryWorkspace(workspaceId, query, timespan, {
      serverTimeoutInSeconds: 60,
      includeQueryStatistics: true,
      includeVisualization: true,
    });

    expect(result).toMatchObject({
      status: LogsQueryResultStatus.Success,
      tables: [
        { name: "PrimaryResult", rows: [["NL", 12, ["alex"], new Date("2026-08-01T10:00:00Z")]] },
      ],
      statistics: { query: { datasetStatistics: [{ tableRowCount: 1 }] } },
      visualization: { visualization: null },
    });
    expect(logs.state().queries).toEqual([
      expect.objectContaining({
        workspaceId,
        query,
        timespan: "P7D",
        tables: ["SigninLogs"],
        status: 200,
      }),
    ]);
  });

  it("reads no rows where there are none", async () => {
    const result = await logs.client.queryWorkspace(workspaceId, query, timespan);

    expect(result).toMatchObject({
      status: LogsQueryResultStatus.Success,
      tables: [
        { rows: [], columnDescriptors: [{ name: "Location" }, { name: "Attempts", type: "long" }] },
      ],
    });
  });

  it("reads a partial result with its error", async () => {
    const answer = {
      contains: ["SigninLogs"],
      columns: [{ name: "A", type: "long" }],
      rows: [[1]],
    };
    logs.scene({ answers: [{ ...answer, partial: { message: "Result set too large" } }] });

    const result = await logs.client.queryWorkspace(workspaceId, query, timespan);

    expect(result).toMatchObject({
      status: LogsQueryResultStatus.PartialFailure,
      partialTables: [{ rows: [[1]] }],
      partialError: { code: "PartialError" },
    });
  });

  it("finds SEM0100 inside of BadArgumentError for a table that is not collected", async () => {
    logs.scene({ missingTables: ["SigninLogs"] });

    await expect(logs.client.queryWorkspace(workspaceId, query, timespan)).rejects.toMatchObject({
      statusCode: 400,
      code: "BadArgumentError",
      details: { error: { innerError: { innerError: { code: "SEM0100" } } } },
    });
  });

  it("asks by interval, and about other workspaces, too", async () => {
    const startTime = new Date("2026-07-01T00:00:00Z");
    const endTime = new Date("2026-08-01T00:00:00Z");

    await logs.client.queryWorkspace(
      workspaceId,
      query,
      { startTime, endTime },
      { additionalWorkspaces: ["other"] },
    );

    expect(logs.state().queries[0]).toMatchObject({
      timespan: "2026-07-01T00:00:00.000Z/2026-08-01T00:00:00.000Z",
      workspaces: ["other"],
    });
  });
});
