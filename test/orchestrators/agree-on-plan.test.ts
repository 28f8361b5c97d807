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
  /** Every section of the notice, as text. */
  says: string;
}

function stage(
  overrides: Partial<AgreeInput> = {},
  agree: Partial<AgreeInput["policy"]["agree"]> = {},
  door: { publicUrl?: string; approvalPage?: "local" | "closed" } = {
    publicUrl: "https://soc.example",
  },
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
      const says = (notice?.sections ?? [])
        .map((section) => `${section.title}: ${section.items.join(" | ")}`)
        .join("\n");
      sent.push({ channel, at: step.at, says, ...(title && { title }), ...(text && { text }) });
      return success(value);
    };
  const { openApproval, readApproval, endApproval } = outcomes(
    agreement({ ledger, ...door, now: () => start }),
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
    activities,
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
      isAsked: true,
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
        isAsked: true,
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

  it("finds a decision whose event was lost within an hour, also long after the last reminder", async () => {
    const { run, cast } = stage();

    const { result, elapsedMs } = await run([cast(1_001, {})]);

    expect(result).toMatchObject({ state: "approved", by: ["Alex"] });
    expect(elapsedMs).toBe(1_020 * minute);
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
  ])(
    "asks nobody when %s, and tells every channel what to do",
    async (_what, overrides, agree, reason) => {
      const { run, sent } = stage(overrides, agree);

      const { result, calls, elapsedMs } = await run();

      expect(result).toMatchObject({ state: "expired", approved: [], by: [], isAsked: false });
      expect(result.reason).toContain(reason);
      expect([calls, elapsedMs]).toEqual([["postTeamsCard", "sendMail", "postSlackMessage"], 0]);
      for (const { title, says } of sent) {
        expect(title).toBe("Nobody could be asked: Sign-in from a listed address");
        expect(says).toContain("Is not done: Isolate PC7: 45.83.64.10 was called from it");
        expect(says).toMatch(/What was tried: To ask whom the policy names under agree\.approvers/);
        expect(says).toContain(`What came back: ${result.reason}`);
        expect(says).toMatch(/What to do: Name at least \d approvers? who did not cause the run/);
      }
    },
  );

  it("says how many caused the run where those who did not are too few", async () => {
    const { run } = stage({ causedBy: [alex.id] }, { approvers: [alex] });

    expect((await run()).result.reason).toBe(
      "1 person must agree, and the policy names 0 who may (1 more caused this run): nothing is done.",
    );
  });

  it("asks nobody where page and API are closed and Slack is no way in, and says so at once", async () => {
    const [nobodyInSlack] = [{ approvers: [{ id: alex.id, name: "Alex" }] }];
    const { run, sent, ledger } = stage({}, nobodyInSlack, { approvalPage: "closed" });

    const { result, elapsedMs } = await run();

    expect(result).toMatchObject({ state: "expired", approved: [], isAsked: false });
    expect(elapsedMs).toBe(0);
    expect(sent.map(({ channel }) => channel)).toEqual(["teams", "mail", "slack"]);
    expect(sent[0]?.says).toContain("What to do: Set SIGN_IN to app-service");
    expect(await approvalsIn(ledger).read(id)).toMatchObject({ state: "expired" });
  });

  it.each<[string, Parameters<typeof stage>[2], RegExp[]]>([
    ["there is a link", { publicUrl: "https://soc.example" }, []],
    [
      "PUBLIC_URL is not set",
      {},
      [
        /In Slack: write a reason below the message there, and press Approve or Reject/,
        /In a browser, at this app: \/api\/approvals\/respond-1-agree/,
        /By a program: POST \/api\/approvals\/respond-1-agree\/decision/,
        /with content-type application\/json, "decision": "approve" or "reject", "reason": your words/,
        /and "planHash": "f{64}"/,
        /PUBLIC_URL is not an https address/,
      ],
    ],
    [
      "PUBLIC_URL is http and nobody signs in",
      { publicUrl: "http://localhost:7071", approvalPage: "local" },
      [
        /In a browser, at this app: \/api\/approvals\/respond-1-agree/,
        /"approverId": your object id in the policy/,
      ],
    ],
    [
      "only Slack is open",
      { publicUrl: "https://soc.example", approvalPage: "closed" },
      [/In Slack: write a reason/, /Page and API are closed, .*SIGN_IN must be app-service/],
    ],
  ])("tells every channel where and how to decide when %s", async (_what, door, texts) => {
    const { run, sent, cast } = stage({}, {}, door);

    await run([cast(31, {}, "decided")]);

    const asking = sent.filter(({ at, says }) => says !== "" && at <= minutes(30));
    expect(asking.map(({ channel }) => channel)).toEqual(["teams", "mail", "slack", "teams"]);
    for (const { says } of asking) {
      expect(says.includes("How to decide")).toBe(texts.length > 0);
      for (const text of texts) expect(says).toMatch(text);
    }
    expect(sent.at(-1)?.says).not.toContain("How to decide");
  });

  it("says in Teams, by another card, who decided what", async () => {
    const { run, cast, sent } = stage(twoNeeded);

    await run([
      cast(5, {}),
      cast(6, { approverId: sam.id, decision: "reject", reason: "a drill" }, "decided"),
    ]);

    const cards = sent.filter(({ channel }) => channel === "teams");
    expect(cards).toHaveLength(2);
    expect(cards[1]?.title).toBe("Approval rejected: Sign-in from a listed address");
    expect(cards[1]?.says).toContain("Decision: rejected by Sam at 2026-11-24 03:06 UTC: a drill");
    expect(cards[1]?.says).toContain(
      "Votes: Alex: approve, 2026-11-24 03:05 UTC, by page: seen in the proxy's log | Sam: reject, 2026-11-24 03:06 UTC, by page: a drill",
    );
    expect(cards[1]?.says).toContain("Was asked: Isolate PC7");
  });

  it("is a no when the ledger cannot be written, and tells every channel what to do", async () => {
    const { run, sent } = stage();

    const { result } = await run([], { openApproval: unreadable });

    expect(result).toMatchObject({ state: "expired", approved: [], isAsked: false });
    expect(result.reason).toMatch(/^Nobody could be asked: .*disk I\/O error/);
    expect(sent.map(({ channel }) => channel)).toEqual(["teams", "mail", "slack"]);
    expect(sent[0]?.says).toMatch(/What came back: .*disk I\/O error/);
    expect(sent[0]?.says).toContain("npm run doctor says what it lacks");
  });

  it("pages somebody at once when no channel takes the message, and asks anew when it reminds", async () => {
    const { run, cast, sent } = stage();
    let isDown = true;
    const { postSlackMessage } = stage().activities;

    const { result } = await run(
      [{ afterMinutes: 20, act: () => void (isDown = false) }, cast(31, {}, "decided")],
      {
        postTeamsCard: unreadable,
        sendMail: unreadable,
        postSlackMessage: async (input: never) => (isDown ? unreadable() : postSlackMessage(input)),
      },
    );

    const paged = sent.filter(({ channel }) => channel === "page");
    expect(paged.map(({ title }) => title)).toEqual([
      "Approval needed, and no channel took the message: Sign-in from a listed address",
    ]);
    expect(result.state).toBe("approved");
    expect(result.notTold.slice(0, 3)).toEqual([
      expect.stringMatching(/^Teams message about the approval: /),
      expect.stringMatching(/^Mail about the approval: /),
      expect.stringMatching(/^Slack message about the approval: /),
    ]);
    expect(sent.at(-1)?.channel).toBe("page ended");
    expect(sent.at(-2)).toMatchObject({
      channel: "slack",
      title: expect.stringMatching(/^Approval approved: approved by Alex/),
    });
  });

  it("pages somebody when nobody can be asked and no channel hears of it", async () => {
    const { run, sent } = stage({}, { approvers: [] });
    const down = { postTeamsCard: unreadable, sendMail: unreadable, postSlackMessage: unreadable };

    const { result } = await run([], down);

    expect(sent.map(({ channel }) => channel)).toEqual(["page"]);
    expect(sent[0]?.title).toMatch(/^Nobody could be asked/);
    expect(result.notTold).toHaveLength(3);
  });

  it("pages nobody where the policy pages nobody", async () => {
    const { run, sent } = stage({}, { approvers: [], pageAfterMinutes: null });
    const down = { postTeamsCard: unreadable, sendMail: unreadable, postSlackMessage: unreadable };

    const { result } = await run([], down);

    expect(sent).toEqual([]);
    expect(result.notTold).toHaveLength(3);
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
    const [card] = sent.filter(({ channel }) => channel === "teams").slice(-1);
    expect(card?.says).toContain("Decision: The decision could not be read, so nothing is done: ");
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
