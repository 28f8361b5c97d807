import { agreement } from "../../activities/agreement";
import { outcomes } from "../../activities/outcomes";
import type { Notice } from "../../domain/notice";
import { success } from "../../domain/outcome";
import type { Ballot } from "../../domain/vote";
import { approvalsIn } from "../../ledger/approvals";
import { memoryLedger } from "../../ledger/memory";
import { type AgreeInput, agreeOnPlan } from "../../orchestrators/agree-on-plan";
import { type Happening, runFlow } from "../support/run-flow";
import { alex, ballot, isolation, request, sam } from "../support/sample-approval";
import { samplePolicy } from "../support/sample-report";

const id = "respond-1-agree";
const start = new Date("2026-11-24T03:00:00.000Z");
const minutes = (count: number): string => new Date(start.getTime() + count * 60_000).toISOString();
const minute = 60_000;
const threeDays = 4_320;

interface Sent {
  channel: string;
  at: string;
  title?: string;
  text?: string;
}

function stage(
  overrides: Partial<AgreeInput> = {},
  agree: Partial<AgreeInput["policy"]["agree"]> = {},
) {
  const ledger = memoryLedger();
  const sent: Sent[] = [];
  const message = { channel: "C0SOCTEAM1", ts: "1795000001.000200" };
  type Given = { step: { at: string; key: string }; notice?: Notice; text?: string; done?: string };
  const keys: string[] = [];
  const sending =
    <T>(channel: string, value: T) =>
    async ({ step, notice, text, done }: Given) => {
      keys.push(step.key);
      const title = done ?? notice?.title;
      sent.push({ channel, at: step.at, ...(title && { title }), ...(text && { text }) });
      return success(value);
    };
  const { openApproval, readApproval, endApproval } = outcomes(
    agreement({ ledger, publicUrl: "https://soc.example", now: () => start }),
  );
  const activities = {
    openApproval,
    readApproval,
    endApproval,
    postTeamsCard: sending("teams", { sent: "yes" }),
    sendMail: sending("mail", { sent: "yes" }),
    postSlackMessage: sending("slack", message),
    replyInSlack: sending("thread", message),
    updateSlackMessage: sending("slack", message),
    triggerPage: sending("page", { sent: "yes" }),
    resolvePage: sending("page ended", { sent: "yes" }),
  };
  const { ref, incidentNumber, title, severity, runId, items, planHash, causedBy } = request();
  const input: AgreeInput = {
    ref,
    incidentNumber,
    title,
    severity,
    runId,
    items,
    planHash,
    causedBy,
    policy: {
      ...samplePolicy,
      notify: { ...samplePolicy.notify, channels: ["teams", "slack", "mail"] },
      agree: {
        approvers: [alex, sam],
        remindAfterMinutes: [30, 120],
        pageAfterMinutes: 60,
        expireAfterMinutes: threeDays,
        ...agree,
      },
    },
    ...overrides,
  };
  const cast = (afterMinutes: number, given: Partial<Ballot>, raises?: string): Happening => ({
    afterMinutes,
    act: () => approvalsIn(ledger).cast(id, ballot({ at: minutes(afterMinutes), ...given })),
    ...(raises !== undefined && { raises }),
  });
  return {
    ledger,
    sent,
    keys,
    cast,
    run: (happenings: Happening[] = [], broken: object = {}) =>
      runFlow(
        agreeOnPlan,
        input,
        { ...activities, ...broken },
        { start, instanceId: id, happenings },
      ),
  };
}

const twoNeeded = { items: [{ ...isolation, quorum: 2 }] };
const unreadable = async () => {
  throw new Error("disk I/O error");
};

describe("agreeOnPlan", () => {
  it("takes three days of silence for a no, and says so", async () => {
    const { run, ledger } = stage();

    const { result, elapsedMs, timersLeft } = await run();

    expect(result).toEqual({
      state: "expired",
      approved: [],
      by: [],
      reason: "nobody decided until 2026-11-27 03:00 UTC (0 of 1 agreed), so nothing is done.",
      notTold: [],
    });
    expect(elapsedMs).toBe(threeDays * minute);
    expect(timersLeft).toBe(0);
    expect(await approvalsIn(ledger).read(id)).toMatchObject({ state: "expired" });
  });

  it("asks in every channel, reminds, pages once, and ends what it asked everywhere", async () => {
    const { run, sent, keys } = stage();

    await run();

    const at = (afterMinutes: number) =>
      sent.filter((one) => one.at === minutes(afterMinutes)).map(({ channel }) => channel);
    expect(at(0)).toEqual(["teams", "mail", "slack"]);
    expect(at(30)).toEqual(["teams", "thread"]);
    expect(at(60)).toEqual(["page"]);
    expect(at(120)).toEqual(["teams", "thread"]);
    expect(at(threeDays)).toEqual(["teams", "mail", "slack", "page ended"]);
    expect(sent).toHaveLength(12);
    expect(new Set(keys).size).toBe(12);
    expect(sent.at(-2)?.title).toBe(
      "Approval expired: nobody decided until 2026-11-27 03:00 UTC (0 of 1 agreed), so nothing is done.",
    );
    expect(sent.find(({ channel }) => channel === "thread")?.text).toBe(
      "Still waiting: 0 of 1 have agreed. Nothing is done if nobody decides until 2026-11-27 03:00 UTC.",
    );
  });

  it.each(["approve", "reject"] as const)(
    "ends at once when somebody votes: %s",
    async (decision) => {
      const { run, cast, sent } = stage();

      const { result, elapsedMs, timersLeft } = await run([cast(7, { decision }, "decided")]);

      const isYes = decision === "approve";
      const state = isYes ? "approved" : "rejected";
      expect(result).toEqual({
        state,
        approved: isYes ? [isolation.id] : [],
        by: ["Alex"],
        reason: `${state} by Alex at 2026-11-24 03:07 UTC: seen in the proxy's log`,
        notTold: [],
      });
      expect([elapsedMs, timersLeft]).toEqual([7 * minute, 0]);
      expect(sent.map(({ channel }) => channel)).toEqual([
        "teams",
        "mail",
        "slack",
        "teams",
        "mail",
        "slack",
      ]);
    },
  );

  it("finds a decision whose event was lost when it wakes to remind, and reminds nobody", async () => {
    const { run, cast, sent } = stage();

    const { result, elapsedMs } = await run([cast(7, {})]);

    expect(result).toMatchObject({ state: "approved", by: ["Alex"] });
    expect(elapsedMs).toBe(30 * minute);
    expect(sent.some(({ channel }) => channel === "thread")).toBe(false);
  });

  it("finds a decision whose event was lost at the very end", async () => {
    const { run, cast } = stage();

    const { result } = await run([cast(threeDays - 1, {})]);

    expect(result).toMatchObject({ state: "approved", approved: [isolation.id] });
  });

  it("takes an event for nothing but a reason to look", async () => {
    const { run } = stage();

    const { result, elapsedMs, timersLeft } = await run([
      { afterMinutes: 5, raises: "decided" },
      { afterMinutes: 6, raises: "decided" },
    ]);

    expect(result.state).toBe("expired");
    expect([elapsedMs, timersLeft]).toEqual([threeDays * minute, 0]);
  });

  it("waits for two different people where two must agree", async () => {
    const { run, cast } = stage(twoNeeded);

    const { result, elapsedMs } = await run([
      cast(5, {}),
      cast(6, {}),
      cast(90, { approverId: sam.id }, "decided"),
    ]);

    expect(result).toMatchObject({ state: "approved", by: ["Alex", "Sam"] });
    expect(elapsedMs).toBe(90 * minute);
  });

  it("does nothing when one of two has agreed in time", async () => {
    const { run, cast } = stage(twoNeeded);

    const { result } = await run([cast(5, {})]);

    expect(result).toMatchObject({
      state: "expired",
      approved: [],
      reason: expect.stringContaining("(1 of 2 agreed), so nothing is done."),
    });
  });

  it.each([
    ["nobody may decide", {}, { approvers: [] }, "1 person must agree, and the policy names 0"],
    [
      "too few may",
      twoNeeded,
      { approvers: [alex] },
      "2 people must agree, and the policy names 1",
    ],
    [
      "the only one caused the run",
      { causedBy: [alex.id.toUpperCase()] },
      { approvers: [alex] },
      "names 0",
    ],
  ])("asks nobody when %s", async (_what, overrides, agree, reason) => {
    const { run, sent } = stage(overrides, agree);

    const { result, calls } = await run();

    expect(result).toMatchObject({ state: "expired", approved: [], by: [] });
    expect(result.reason).toContain(reason);
    expect(calls).toEqual([]);
    expect(sent).toEqual([]);
  });

  it("is a no when the ledger cannot be written before anybody is asked", async () => {
    const { run, sent } = stage();

    const { result } = await run([], { openApproval: unreadable });

    expect(result).toMatchObject({ state: "expired", approved: [] });
    expect(result.reason).toMatch(/^Nobody could be asked: .*disk I\/O error/);
    expect(sent).toEqual([]);
  });

  it("is a no when the ledger cannot be read, even though somebody agreed", async () => {
    const { run, cast, sent } = stage();

    const { result } = await run([cast(7, {}, "decided")], {
      readApproval: unreadable,
      endApproval: unreadable,
    });

    expect(result).toMatchObject({ state: "expired", approved: [] });
    expect(result.reason).toMatch(/^The decision could not be read, so nothing is done: /);
    expect(sent.at(-2)).toMatchObject({ channel: "slack" });
    expect(sent.at(-1)).toMatchObject({ channel: "page ended" });
  });

  it("tells which messages did not reach people, and waits all the same", async () => {
    const { run, cast } = stage();

    const { result } = await run([cast(7, {}, "decided")], { postSlackMessage: unreadable });

    expect(result.state).toBe("approved");
    expect(result.notTold).toEqual([
      expect.stringMatching(/^Slack message about the approval: .*disk I\/O error/),
    ]);
  });
});
