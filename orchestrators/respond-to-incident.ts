import type { OrchestrationContext } from "durable-functions";
import type { ContainmentPlan } from "../domain/containment";
import { sentenceOf } from "../domain/containment-kind";
import { assess } from "../domain/assess";
import { closingOf } from "../domain/closing";
import type { RehearsedRequest } from "../domain/rehearsal";
import type { StepReport } from "../domain/report/report";
import type { Verdict } from "../domain/reputation";
import type { Flow } from "../durable/flow";
import { closeCase } from "./close-case";
import { containThreats } from "./contain-threats";
import { enrichIncident } from "./enrich-incident";
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

  const opened = yield* openCase(context, input, settled);
  const findings = yield* enrichIncident(context, input, settled);

  enter(context, "deciding");
  const { policy } = input;
  const assessment = assess(findings.reputations, findings.contextGaps, settled.unread);
  const plan = yield* planResponse(context, input, assessment, opened.incident);
  const response: Response = { ...settled, ...opened, ...findings, assessment, plan };

  const told = yield* notifyTeam(context, input, response);
  response.steps.push(...told.steps);
  // A what-if run asks nobody: it tells what would be done once people agreed, too.
  const agreed = plan.items.filter(({ quorum }) => quorum === 0 || isWhatIf(context));
  const { steps, inForce, pending } = yield* containThreats(context, input, response, agreed);
  response.steps.push(...steps);

  const notLookedAt = settled.entitiesLeftOut + findings.notLookedAt;
  const closing = closingOf({ assessment, plan, steps: response.steps, policy, notLookedAt });
  const { thread } = told;
  const written = yield* reportFindings(context, input, response, {
    closing,
    thread,
    news: response.steps,
  });
  response.steps.push(...written.steps);
  const closed = closing ? yield* closeCase(context, input, response, closing) : [];

  yield* startToFollow(context, input, response, pending);

  return {
    outcome: "answered",
    incidentNumber: opened.incident.number,
    verdict: assessment.verdict,
    ticket: opened.ticket?.number ?? null,
    contained: inForce.map(sentenceOf),
    isClosed: closed.length > 0 && closed.every(({ state }) => state === "done"),
    notDone: [...response.steps, ...closed]
      .filter(({ state }) => state === "failed" || state === "maybe")
      .map(({ what, detail }) => `${what}: ${detail}`),
    ...(isWhatIf(context) && { would: wouldOf([...response.steps, ...closed], plan) }),
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
