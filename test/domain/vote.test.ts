import * as fc from "fast-check";
import type { Approval } from "../../domain/approval";
import { type Ballot, deciders, decisionText, expired, opened, vote } from "../../domain/vote";
import { alex, ballot, request, sam } from "../support/sample-approval";

const open = (overrides: Parameters<typeof request>[0] = {}): Approval =>
  opened(request(overrides));
const after = (approval: Approval, ...ballots: Ballot[]): Approval =>
  ballots.reduce((now, one) => vote(now, one).approval, approval);

describe("vote()", () => {
  it("approves with the one person that is needed, and says who and why", () => {
    const { approval, answer } = vote(open(), ballot());

    expect(approval).toMatchObject({ state: "approved", decidedAt: "2026-11-24T04:00:00.000Z" });
    expect(answer).toMatchObject({
      outcome: "counted",
      message: "Counted: approved by Alex at 2026-11-24 04:00 UTC: seen in the proxy's log",
    });
  });

  it("waits for a quorum of different people", () => {
    const first = vote(open({ quorum: 2 }), ballot());

    expect(first.approval.state).toBe("open");
    expect(first.answer.message).toBe("Counted: 1 of 2 have agreed; 1 more person must.");
    expect(after(first.approval, ballot({ approverId: sam.id })).state).toBe("approved");
  });

  it("is decided by one reject, whoever agreed before", () => {
    const reject = ballot({ approverId: sam.id, decision: "reject", reason: "a test of ours" });
    const approval = after(open({ quorum: 2 }), ballot(), reject);

    expect(approval.state).toBe("rejected");
    expect(decisionText(approval)).toBe("rejected by Sam at 2026-11-24 04:00 UTC: a test of ours");
  });

  it.each<[string, Approval, Partial<Ballot>, string]>([
    ["somebody who is no approver", open(), { approverId: "b".repeat(36) }, "not-an-approver"],
    ["the one who caused the run", open({ causedBy: [alex.id] }), {}, "caused-the-run"],
    [
      "the one who caused the run, written in capitals",
      open({ causedBy: [alex.id.toUpperCase()] }),
      { approverId: alex.id.toUpperCase() },
      "caused-the-run",
    ],
    ["the same person twice", after(open({ quorum: 2 }), ballot()), {}, "voted-already"],
    [
      "the same person in other letters",
      after(open({ quorum: 2 }), ballot()),
      { approverId: alex.id.toUpperCase() },
      "voted-already",
    ],
    ["a vote on another plan", open(), { planHash: "0".repeat(64) }, "plan-changed"],
    ["a vote at the last moment", open(), { at: "2026-11-27T03:00:00.000Z" }, "expired"],
    ["a vote on what has expired", expired(open(), "2026-11-27T03:00:00Z"), {}, "expired"],
    [
      "a vote on what is decided",
      after(open(), ballot()),
      { approverId: sam.id },
      "already-decided",
    ],
    ["a vote without a reason", open(), { reason: " \u200b\n" }, "no-reason"],
    ["a reject without a reason", open(), { decision: "reject", reason: "" }, "no-reason"],
    [
      "a token that was used",
      after(open({ quorum: 2 }), ballot({ token: "t-1" })),
      { token: "t-1", approverId: sam.id },
      "token-used",
    ],
  ])("refuses %s and changes nothing", (_what, approval, overrides, because) => {
    const { approval: next, answer } = vote(approval, ballot(overrides));

    expect(answer).toMatchObject({ outcome: "refused", because });
    expect(next).toBe(approval);
  });

  it("says who decided, to the one who came later", () => {
    const { answer } = vote(after(open(), ballot()), ballot({ approverId: sam.id }));

    expect(answer.message).toBe(
      "Nothing was counted: approved by Alex at 2026-11-24 04:00 UTC: seen in the proxy's log",
    );
  });

  it("never approves with fewer different approvers than the quorum, whatever is cast", () => {
    const people = fc.constantFrom(alex.id, alex.id.toUpperCase(), sam.id, "nobody");
    const ballots = fc.array(
      fc.record({
        approverId: people,
        decision: fc.constantFrom("approve" as const, "reject" as const),
        reason: fc.constantFrom("", "because"),
        planHash: fc.constantFrom("f".repeat(64), "other"),
      }),
    );
    fc.assert(
      fc.property(ballots, fc.integer({ min: 1, max: 3 }), (cast, quorum) => {
        const approval = after(open({ quorum }), ...cast.map(ballot));
        const agreed = new Set(approval.votes.map(({ approverId }) => approverId));
        expect(agreed.size).toBe(approval.votes.length);
        expect(approval.state !== "approved" || agreed.size === quorum).toBe(true);
        expect(approval.votes.every(({ reason }) => reason !== "")).toBe(true);
      }),
    );
  });
});

describe("expired()", () => {
  it("is a no that says how many agreed", () => {
    const approval = expired(after(open({ quorum: 2 }), ballot()), "2026-11-27T03:00:00.000Z");

    expect(approval.state).toBe("expired");
    expect(decisionText(approval)).toBe(
      "nobody decided until 2026-11-27 03:00 UTC (1 of 2 agreed), so nothing is done.",
    );
  });

  it("leaves what was decided as it is", () => {
    const approval = after(open(), ballot());
    expect(expired(approval, "2026-11-27T03:00:00.000Z")).toBe(approval);
  });
});

it("lets everybody decide but who caused the run", () => {
  expect(deciders(request({ causedBy: [alex.id.toUpperCase()] }))).toEqual([sam]);
});
