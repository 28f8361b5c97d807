import type { IncidentHint } from "../../domain/incident";
import { hintOfFinding } from "../../domain/incident-of-finding";
import { failure, success } from "../../domain/outcome";
import { updateFinding } from "../../orchestrators/update-finding";
import { findingOf } from "../support/fake-log";
import { fakes, incident, policy, ref, says } from "../support/response-fakes";
import { runFlow } from "../support/run-flow";

const from = "45.83.64.10";
const hintWith = (more: Partial<Parameters<typeof hintOfFinding>[1]> = {}): IncidentHint => {
  const { name: _name, ...workspace } = ref;
  return hintOfFinding(findingOf("auth", { from }), {
    sweep: "sweep-1",
    workspace,
    isInSentinel: true,
    blocksPerSweep: 5,
    foundAt: "2026-11-24T03:00:00.000Z",
    ...more,
  });
};

describe("respondToIncident, of a finding", () => {
  it("makes the incident in Sentinel, and goes on with it and the finding's own entities", async () => {
    const { run, reports, blocked } = fakes();

    const { calls, result } = await run({ hint: hintWith() });

    expect(calls[0]).toBe("createIncident");
    expect(calls).not.toContain("readEntities");
    expect(calls).toContain("takeIncident");
    expect(blocked).toEqual([from]);
    expect(reports.comment[0]).toContain("Found by a sweep of auth: 2 records");
    expect(reports.comment[0]).toContain("auth[.]log at 4711");
    expect(result).toMatchObject({ outcome: "answered", verdict: "malicious" });
  });

  it("goes without Sentinel where the policy wants none: ticket and messages, and says so", async () => {
    const { run, reports, blocked } = fakes();

    const { calls, result } = await run({ hint: hintWith({ isInSentinel: false }) });

    const ofSentinel = ["createIncident", "readIncident", "readEntities", "takeIncident"];
    const later = ["addComment", "addTask", "closeIncident", "askCloudAlerts", "startFollowing"];
    expect(calls.filter((name) => [...ofSentinel, ...later].includes(name))).toEqual([]);
    expect(calls).toEqual(expect.arrayContaining(["openTicket", "postTeamsCard", "noteTicket"]));
    expect(blocked).toEqual([from]);
    expect(reports.note[0]).toContain("Found by a sweep of auth");
    expect(reports.note[0]).not.toContain("Microsoft Sentinel incident");
    expect(result).toMatchObject({ outcome: "answered", ticket: "INC0010023", isClosed: false });
  });

  it("goes on without Sentinel when that refuses, and the ticket says why", async () => {
    const { run, reports } = fakes({
      createIncident: async () =>
        failure({ kind: "auth", vendor: "sentinel", message: "PUT answered 403: needs a role" }),
    });

    const { calls } = await run({ hint: hintWith() });

    expect(calls).not.toContain("takeIncident");
    expect(reports.note[0]).toContain("It could not be made in Sentinel: PUT answered 403");
  });

  it("contains nothing when it only reports, and says why", async () => {
    const { run, reports, blocked } = fakes();

    const { calls } = await run({
      hint: hintWith({ reportOnly: "It is from a sweep of the past" }),
    });

    expect(blocked).toEqual([]);
    expect(calls).not.toContain("resolveTarget");
    expect(reports.comment[0]).toContain("Reports only: It is from a sweep of the past");
    expect(reports.comment[0]).toContain(`Block ${from.replace(/\.(?=\d+$)/, "[.]")}`);
  });

  it("asks people beyond what one sweep may do by itself", async () => {
    const { run, blocked } = fakes({ takeFromSweep: async () => success({ taken: [] }) });

    const { calls } = await run({
      hint: hintWith({ blocksPerSweep: 0 }),
      agreed: { state: "rejected", approved: [], reason: "rejected by Sam" },
      policy: { ...policy, agree: { ...policy.agree, approvers: [{ id: "sam", name: "Sam" }] } },
    });

    expect(calls).toContain("takeFromSweep");
    expect(calls).toContain("agreeOnPlan");
    expect(blocked).toEqual([]);
  });

  it("asks people when nobody can say how much the sweep did already", async () => {
    const { run, blocked } = fakes({
      takeFromSweep: async () => {
        throw new Error("the ledger is away");
      },
    });

    const { calls } = await run({
      hint: hintWith(),
      agreed: { state: "rejected", approved: [], reason: "rejected by Sam" },
      policy: { ...policy, agree: { ...policy.agree, approvers: [{ id: "sam", name: "Sam" }] } },
    });

    expect(calls).toContain("agreeOnPlan");
    expect(blocked).toEqual([]);
  });

  it("blocks no address that only a log speaks against: anybody could have written it", async () => {
    const { run, blocked } = fakes({ lookUp: says("unknown") });

    const { result } = await run({ hint: hintWith() });

    expect(blocked).toEqual([]);
    expect(result).toMatchObject({ verdict: "unknown" });
  });

  it("does not begin again with an incident that somebody has closed", async () => {
    const { run } = fakes({
      createIncident: async () => success({ ...incident, status: "Closed" as const }),
    });

    const { result } = await run({ hint: hintWith() });

    expect(result).toMatchObject({ outcome: "not-answered" });
  });
});

describe("updateFinding", () => {
  const comments: unknown[] = [];
  const notes: string[] = [];
  const activities = {
    addComment: async (input: unknown) => {
      comments.push(input);
      return success({ commentId: "c" });
    },
    openTicket: async () => success({ system: "servicenow", id: "1", number: "INC1" }),
    noteTicket: async ({ text }: { text: string }) => {
      notes.push(text);
      return success({});
    },
  };
  beforeEach(() => {
    comments.length = 0;
    notes.length = 0;
  });
  const input = (more: object = {}) => ({
    hint: hintWith(more),
    policy,
    title: "It goes on: <b>",
    lines: ["40 records"],
    commentId: "the-one",
  });

  it("replaces its comment in the incident, and adds a note to the ticket that is there", async () => {
    const { result } = await runFlow(updateFinding, input(), activities);

    expect(result).toEqual({ comment: "written", note: "written" });
    expect(comments).toEqual([
      expect.objectContaining({
        inPlaceOf: "the-one",
        html: { text: "<p><b>It goes on: &lt;b&gt;</b></p><ul><li>40 records</li></ul>" },
      }),
    ]);
    expect(notes).toEqual(["It goes on: <b>\n- 40 records"]);
  });

  it("tells the ticket alone where there is no incident in Sentinel", async () => {
    const { result } = await runFlow(updateFinding, input({ isInSentinel: false }), activities);

    expect(result).toEqual({ comment: "none", note: "written" });
  });
});
