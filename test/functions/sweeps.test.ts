import { HttpRequest } from "@azure/functions";
import type { IncidentHint } from "../../domain/incident";
import type { Policy } from "../../domain/policy";
import { startingResponses } from "../../functions/start-responses";
import { sweepLogs } from "../../functions/sweep-logs";
import { listSweeps, sweepNow } from "../../functions/sweeps-api";
import { memoryLedger } from "../../ledger/memory";
import type { Finding } from "../../sweeps/finding";
import { nothingYet } from "../../sweeps/progress";
import { keepStatus } from "../../sweeps/status";
import { fakeClient } from "../support/fake-client";
import { findingOf, toolsFor } from "../support/fake-log";
import { policy, ref } from "../support/response-fakes";

jest.mock("@azure/functions-core", () => ({}), { virtual: true });

const now = () => new Date("2026-11-24T03:00:00.000Z");
const { name: _name, ...workspace } = ref;

async function respondTo(
  finding: Finding,
  options: { source?: object; policy?: Policy; hasWorkspace?: boolean; isBackfill?: boolean } = {},
): Promise<IncidentHint> {
  const ledger = memoryLedger();
  const backfill = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-24T00:00:00.000Z" };
  const { isBackfill = false } = options;
  const name = isBackfill ? `sweep/auth/backfill/${backfill.from}/${backfill.to}` : "sweep/auth";
  await ledger.saveCheckpoint(name, 0, { ...nothingYet, outbox: [finding] });
  const { client, started } = fakeClient();
  const { sources } = toolsFor([], options.source ?? { respond: "respond" });
  const { startResponses } = startingResponses(client, {
    ledger,
    policy: options.policy ?? policy,
    sources,
    workspace: (options.hasWorkspace ?? true) ? workspace : undefined,
    now,
  });
  const { key, revision } = finding;
  await startResponses({
    source: "auth",
    sweep: { id: "sweep-1", at: now().toISOString() },
    ...(isBackfill && { backfill }),
    findings: [{ key, revision }],
  });
  return (started()[0]!.input as { hint: IncidentHint }).hint;
}

const creating: Policy = {
  ...policy,
  sweeps: { sentinel: "create", newerThanHours: 24, blocksPerSweep: 2 },
};

describe("startResponses", () => {
  it("leaves a fresh finding of a source that responds to the policy", async () => {
    const { sweep } = await respondTo(findingOf("auth"));

    expect(sweep?.reportOnly).toBeUndefined();
    expect(sweep).toMatchObject({ isInSentinel: false, blocksPerSweep: 5, sweep: "sweep-1" });
  });

  it.each([
    ["of a source that only reports", {}, { source: {} }],
    ["of long ago", { last: "2026-11-22T03:00:00.000Z" }, {}],
    ["of a backfill", {}, { isBackfill: true }],
  ])("contains nothing because of one %s", async (_name2, finding, options) => {
    const { sweep } = await respondTo(findingOf("auth", finding), options);

    expect(sweep?.reportOnly).toEqual(expect.any(String));
  });

  it("makes incidents in Sentinel where the policy says so and a workspace is set up", async () => {
    const there = await respondTo(findingOf("auth"), { policy: creating });
    const nowhere = await respondTo(findingOf("auth"), { policy: creating, hasWorkspace: false });

    expect(there.sweep).toMatchObject({ isInSentinel: true, blocksPerSweep: 2 });
    expect(there.incident).toMatchObject(workspace);
    expect(nowhere.sweep?.isInSentinel).toBe(false);
  });

  it("allows no more containments than the source does, whatever the policy says", async () => {
    const source = { respond: "respond", limits: { blocksPerSweep: 1 } };

    expect((await respondTo(findingOf("auth"), { source, policy: creating })).sweep).toMatchObject({
      blocksPerSweep: 1,
    });
  });
});

describe("sweepLogs", () => {
  const context = { error: () => undefined } as never;

  it("starts a sweep of each source, and one however often the timer fires for it", async () => {
    const { client, started } = fakeClient();
    const fire = sweepLogs({ sources: ["auth", "iis"], now });

    await Promise.all([fire({} as never, client, context), fire({} as never, client, context)]);

    expect(started()).toEqual([
      {
        name: "sweepSource",
        instanceId: "sweep-auth-2026-11-24T0300",
        input: { source: "auth", at: "2026-11-24T03:00:00.000Z" },
      },
      expect.objectContaining({ instanceId: "sweep-iis-2026-11-24T0300" }),
    ]);
  });

  it("starts the others when one cannot be started", async () => {
    let calls = 0;
    const { client, started } = fakeClient(() => {
      calls += 1;
      if (calls === 1) throw new Error("the hub is away");
    });

    await sweepLogs({ sources: ["auth", "iis"], now })({} as never, client, context);

    expect(started().map(({ instanceId }) => instanceId)).toEqual(["sweep-iis-2026-11-24T0300"]);
  });
});

describe("GET /api/sweeps", () => {
  it("says of each source how far behind it is, and of the last sweep what was odd", async () => {
    const ledger = memoryLedger();
    const { sources } = toolsFor([], {}, { name: "iis" });
    await keepStatus(ledger, "sweep/auth", {
      ...nothingYet,
      outbox: [findingOf("auth")],
      caughtUpAt: "2026-11-24T02:07:00.000Z",
      lastRecordAt: "2026-11-24T02:07:00.000Z",
      sweep: {
        id: "sweep-1",
        at: "2026-11-24T02:07:00.000Z",
        startedAt: "2026-11-24T02:07:00.000Z",
        endedAt: null,
        heldUntil: "2026-11-24T02:27:00.000Z",
        slices: 1,
        bytes: 10,
        records: 2,
        unparsed: 1,
        findings: 1,
        room: { worst: 1, others: 1 },
        samples: ["?"],
        notices: [{ severity: "warning", about: "auth.log", message: "it is shorter than before" }],
        remarks: [],
        problem: null,
        more: false,
      },
    });

    const { jsonBody } = await listSweeps({ ledger, sources, now })();

    expect(jsonBody).toEqual({
      sources: [
        {
          name: "auth",
          kind: "files",
          respond: "report-only",
          minutesBehind: 53,
          lastRecordAt: "2026-11-24T02:07:00.000Z",
          findingsWaiting: 1,
          findingsLeftOver: 0,
          lastSweep: expect.objectContaining({
            id: "sweep-1",
            unparsed: 1,
            notices: [
              { severity: "warning", about: "auth.log", message: "it is shorter than before" },
            ],
          }),
        },
        expect.objectContaining({ name: "iis", minutesBehind: null, lastSweep: null }),
      ],
    });
  });
});

describe("POST /api/sweeps/{source}", () => {
  const { sources } = toolsFor([]);
  const post = async (source: string, body?: unknown) => {
    const { client, started } = fakeClient();
    const request = new HttpRequest({
      method: "POST",
      url: `http://localhost/api/sweeps/${source}`,
      params: { source },
      ...(body !== undefined && { body: { string: JSON.stringify(body) } }),
    });
    const { status, jsonBody } = await sweepNow({ sources, now })(request, client);
    return { status, jsonBody, started: started() };
  };

  it("sweeps a source now", async () => {
    const { status, jsonBody, started } = await post("auth");

    expect([status, jsonBody]).toEqual([
      202,
      { id: "sweep-auth-2026-11-24T030000000Z", started: "started" },
    ]);
    expect(started[0]?.input).toEqual({ source: "auth", at: "2026-11-24T03:00:00.000Z" });
  });

  it("sweeps the past once more, with times in UTC", async () => {
    const body = { from: "2026-11-01T00:00:00+01:00", to: "2026-11-02T00:00:00Z" };

    const { started } = await post("auth", body);

    expect(started[0]).toMatchObject({
      instanceId: "sweep-auth-backfill-2026-10-31T230000000Z-2026-11-02T000000000Z",
      input: { backfill: { from: "2026-10-31T23:00:00.000Z", to: "2026-11-02T00:00:00.000Z" } },
    });
  });

  it.each([
    ["a source that is none", "__proto__", undefined, 404, /no such source/],
    [
      "times that are none",
      "auth",
      { from: "yesterday", to: "today" },
      400,
      /from: must be a time/,
    ],
    [
      "times that are swapped",
      "auth",
      { from: "2026-11-02T00:00:00Z", to: "2026-11-01T00:00:00Z" },
      400,
      /before/,
    ],
    ["half a time", "auth", { from: "2026-11-02T00:00:00Z" }, 400, /to/],
  ])("refuses %s", async (_name2, source, body, expected, message) => {
    const { status, jsonBody, started } = await post(source, body);

    expect(status).toBe(expected);
    expect((jsonBody as { error: string }).error).toMatch(message);
    expect(started).toEqual([]);
  });
});
