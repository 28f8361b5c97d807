import type { OrchestrationContext } from "durable-functions";
import type { ContainmentPlan, PlannedContainment } from "../domain/containment";
import { sentenceOf } from "../domain/containment-kind";
import { assess } from "../domain/assess";
import { closingOf } from "../domain/closing";
import type { RehearsedRequest } from "../domain/rehearsal";
import type { StepReport } from "../domain/report/report";
import { tasksOf } from "../domain/report/task";
import type { Verdict } from "../domain/reputation";
import type { Flow } from "../durable/flow";
import { closeCase } from "./close-case";
import { askPeople, waitingSteps } from "./agreement";
import { type Contain, containThreats } from "./contain-threats";
import { enrichIncident } from "./enrich-incident";
import { leaveTasks } from "./leave-tasks";
import { notifyTeam } from "./notify-team";
import { openCase } from "./open-case";
import { planResponse } from "./plan-response";
import { reportFindings } from "./report-findings";
import { type Response, type ResponseInput, enter, isWhatIf } from "./response";
import { settleIncident } from "./settle-incident";
import { startToFollow } from "./start-to-follow";

/** How a run ended; what an API caller and the follow-up see of it. */
export type ResponseResult =
  | { outcome: "not-answered"; reason: string }
  | {
      outcome: "answered";
      incidentNumber: number;
      verdict: Verdict;
      ticket: string | null;
      /** What is in force now: "Isolate PC7". */
      contained: string[];
      isClosed: boolean;
      /** What should have happened and did not, or may not have: a sentence each. */
      notDone: string[];
      /** Only of a what-if run: what would be done, in this order. */
      would?: Would[];
    };

/** One thing that a what-if run would do. */
export interface Would {
  /** "Block 203.0.113.7". */
  what: string;
  detail: string;
  /** Why, where it is not simply how cases are handled. */
  because?: string;
  /** Left out where an earlier request has to be answered first, or none is needed. */
  request?: RehearsedRequest;
}

/** Answers one incident: settles what it is, opens a case, enriches, decides, acts and reports. */
export function* respondToIncident(
  context: OrchestrationContext,
  input: ResponseInput,
): Flow<ResponseResult> {
  const settled = yield* settleIncident(context, input);
  if (!settled.ok) return { outcome: "not-answered", reason: settled.reason };

  const lookedAt = context.df.currentUtcDateTime.toISOString();
  const opened = yield* openCase(context, input, settled);
  const findings = yield* enrichIncident(context, input, settled);

  enter(context, "deciding");
  const { policy } = input;
  const assessment = assess(findings.reputations, [], settled.unread, {
    entities: settled.entities,
    findings: findings.context,
    unanswered: findings.unanswered,
    policy: policy.score,
    at: context.df.currentUtcDateTime.toISOString(),
  });
  const { incident } = opened;
  const facts = { assessment, incident, context: findings.context };
  const { plan, hash } = yield* planResponse(context, input, facts);
  const response: Response = {
    ...settled,
    ...opened,
    ...findings,
    assessment,
    plan,
    lookedAt,
    ...(hash !== null && { decisionHash: hash }),
  };
  const { steps } = response;

  const told = yield* notifyTeam(context, input, response);
  steps.push(...told.steps);
  // A what-if run asks nobody: it tells what would be done once people agreed, too.
  const isFree = ({ quorum }: PlannedContainment): boolean => quorum === 0 || isWhatIf(context);
  const alone = plan.items.filter(isFree);
  const asked = plan.items.filter((item) => !isFree(item));
  const first = yield* containThreats(context, input, response, alone);
  steps.push(...first.steps);
  steps.push(...(yield* leaveTasks(context, input, response, tasksOf(plan, steps))));

  const notLookedAt = settled.entitiesLeftOut + findings.notLookedAt;
  // Nobody could close what Sentinel does not have: its ticket is a person's.
  const closingNow = () =>
    incident.isOutsideSentinel ? null : closingOf({ assessment, plan, steps, policy, notLookedAt });
  const { thread } = told;
  const waiting = waitingSteps(context, asked, input);
  const report = { ...response, steps: [...steps, ...waiting] };
  let closing = asked.length > 0 ? null : closingNow();
  const written = yield* reportFindings(context, input, report, {
    closing,
    thread,
    news: report.steps,
  });
  steps.push(...written.steps);

  let second: Contain = { steps: [], inForce: [], pending: [] };
  if (asked.length > 0) {
    const agreed = yield* askPeople(context, input, response, { asked, hash });
    second = yield* containThreats(context, input, response, agreed.items);
    const tasks = tasksOf({ items: asked, refused: [] }, second.steps);
    const left = yield* leaveTasks(context, input, response, tasks);
    const news = [...second.steps, ...agreed.steps, ...left];
    steps.push(...news);
    closing = closingNow();
    const { commentId } = written;
    const telling = { closing, thread, news, again: { commentId } };
    steps.push(...(yield* reportFindings(context, input, response, telling)).steps);
  }
  const closed = closing ? yield* closeCase(context, input, response, closing) : [];
  const inForce = [...first.inForce, ...second.inForce];
  const pending = [...first.pending, ...second.pending];
  const followed = yield* startToFollow(context, input, response, pending);

  return {
    outcome: "answered",
    incidentNumber: opened.incident.number,
    verdict: assessment.verdict,
    ticket: opened.ticket?.number ?? null,
    contained: inForce.map(sentenceOf),
    isClosed: closed.length > 0 && closed.every(({ state }) => state === "done"),
    notDone: [...steps, ...closed, ...followed]
      .filter(({ state }) => state === "failed" || state === "maybe")
      .map(({ what, detail }) => `${what}: ${detail}`),
    ...(isWhatIf(context) && { would: wouldOf([...steps, ...closed], plan) }),
  };
}

const wouldOf = (steps: StepReport[], { items }: ContainmentPlan): Would[] =>
  steps
    .filter(({ state }) => state === "would")
    .map(({ what, detail, about, request }) => {
      const because = items.find(({ id }) => id === about)?.reason;
      return {
        what,
        detail,
        ...(because !== undefined && { because }),
        ...(request && { request }),
      };
    });
