import type { OrchestrationContext } from "durable-functions";
import type { PlannedContainment } from "../../domain/containment";
import type { Notice } from "../../domain/notice";
import { failure, success } from "../../domain/outcome";
import type { Policy } from "../../domain/policy";
import type { StepReport } from "../../domain/report/report";
import type { Flow } from "../../durable/flow";
import type { AgreeInput, Agreed } from "../../orchestrators/agree-on-plan";
import { askPeople, waitingSteps } from "../../orchestrators/agreement";
import type { Response, ResponseInput } from "../../orchestrators/response";
import { hint, incident, policy } from "../support/response-fakes";
import { runFlow } from "../support/run-flow";
import { alex, isolation, sam } from "../support/sample-approval";

const planHash = "f".repeat(64);
const team: Policy = {
  ...policy,
  notify: { ...policy.notify, channels: ["teams"] },
  agree: { ...policy.agree, approvers: [alex, sam] },
};

interface Asked {
  waiting: StepReport[];
  items: PlannedContainment[];
  steps: StepReport[];
}

/** The part of a response that asks, with what its report says meanwhile. */
function* asking(
  context: OrchestrationContext,
  { given, hash }: { given: ResponseInput; hash: string | null },
): Flow<Asked> {
  const asked = [isolation];
  const waiting = waitingSteps(context, asked, given);
  const response = { incident } as Response;
  return { waiting, ...(yield* askPeople(context, given, response, { asked, hash })) };
}

const agreed: Agreed = {
  state: "approved",
  approved: [isolation.id],
  by: ["Alex"],
  reason: "approved by Alex at 2026-11-24 03:07 UTC: seen in the log",
  isAsked: true,
  notTold: [],
};

async function run(
  answer: Partial<Agreed> = {},
  {
    hash = planHash,
    given = {},
    card = success({ sent: "yes" }) as unknown,
  }: { hash?: string | null; given?: Partial<ResponseInput>; card?: unknown } = {},
) {
  const inputs: AgreeInput[] = [];
  const cards: Notice[] = [];
  const paged: string[] = [];
  const { result } = await runFlow(
    asking,
    { given: { hint, policy: team, ...given }, hash },
    {
      agreeOnPlan: async (input: AgreeInput) => {
        inputs.push(input);
        return { ...agreed, ...answer };
      },
      postTeamsCard: async ({ notice }: { notice: Notice }) => {
        cards.push(notice);
        return card;
      },
      triggerPage: async ({ key }: { key: string }) => {
        paged.push(key);
        return success({ sent: "yes", key });
      },
    },
    { instanceId: "respond-1" },
  );
  return { ...result, inputs, cards, paged };
}

describe("askPeople", () => {
  it("asks for exactly what the record says, and does what people agreed to", async () => {
    const { items, steps, inputs, cards } = await run({}, { given: { causedBy: [sam.id] } });

    expect(inputs).toMatchObject([
      {
        items: [isolation],
        planHash,
        runId: "respond-1",
        causedBy: [sam.id],
        incidentNumber: 4711,
      },
    ]);
    expect(items).toEqual([isolation]);
    expect(steps).toEqual([
      { what: "Agreement of people", state: "done", detail: `Alex: ${agreed.reason}` },
    ]);
    expect(cards).toEqual([]);
  });

  it("does nothing that was refused, and says what could not be told to whom", async () => {
    const reason = "rejected by Alex at 2026-11-24 03:07 UTC: a drill";
    const notTold = ["Mail about the approval: no mailbox"];

    const { items, steps } = await run({ state: "rejected", approved: [], reason, notTold });

    expect(items).toEqual([]);
    expect(steps).toEqual([
      { what: "Agreement of people", state: "skipped", detail: `Alex: ${reason}` },
      { what: "Isolate PC7", state: "skipped", detail: reason, about: isolation.id },
      { what: "Message about it", state: "failed", detail: notTold[0] },
    ]);
  });

  it("reports that nobody could be asked as a failure, and not as anybody's decision", async () => {
    const reason = "Nobody could be asked: disk I/O error";

    const { items, steps } = await run({
      state: "expired",
      approved: [],
      by: [],
      reason,
      isAsked: false,
    });

    expect(items).toEqual([]);
    expect(steps).toMatchObject([
      { what: "Agreement of people", state: "failed", detail: reason },
      { what: "Isolate PC7", state: "skipped", detail: reason },
    ]);
  });

  it("asks nobody about what the record does not have, tells the team, and reports it", async () => {
    const { items, steps, inputs, cards } = await run({}, { hash: null });

    expect([items, inputs]).toEqual([[], []]);
    expect(cards.map(({ title }) => title)).toEqual([`Nobody could be asked: ${incident.title}`]);
    expect(JSON.stringify(cards)).toContain("npm run doctor says what it lacks");
    expect(steps).toMatchObject([
      { what: "Agreement of people", state: "failed" },
      { what: "Isolate PC7", state: "skipped", detail: expect.stringContaining("written down") },
    ]);
  });

  it("has somebody paged when no channel hears of it, and reports that, too", async () => {
    const card = failure({ kind: "permanent", vendor: "teams", message: "teams: it answered 404" });

    const { steps, paged } = await run({}, { hash: null, card });

    expect(paged).toEqual(["approval:respond-1-agree"]);
    expect(steps.at(-1)).toEqual({
      what: "Message about it",
      state: "failed",
      detail: "Teams message about the approval: teams: it answered 404",
    });
  });
});

describe("waitingSteps", () => {
  it("say until when and where people decide", async () => {
    const { waiting } = await run();

    expect(waiting).toEqual([
      {
        what: "Isolate PC7",
        state: "waits",
        detail: expect.stringMatching(
          /^asked for until 2026-\d\d-\d\d \d\d:\d\d UTC at \/api\/approvals\/respond-1-agree of this app, then it is not done: the policy asks for this kind$/,
        ),
        about: isolation.id,
      },
    ]);
  });

  it("say at once that too few people may decide", async () => {
    const alone = { ...team, agree: { ...team.agree, approvers: [alex] } };

    const { waiting } = await run({}, { given: { policy: alone, causedBy: [alex.id] } });

    expect(waiting).toMatchObject([
      {
        state: "failed",
        detail:
          "the policy asks for this kind; 1 person must agree, and the policy names 0 who may (1 more caused this run): nothing is done.",
      },
    ]);
  });
});
