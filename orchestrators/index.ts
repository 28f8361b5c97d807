import { acknowledgeNotice } from "./acknowledge-notice";
import { followCase } from "./follow-case";
import { releaseContainment } from "./release-containment";
import { agreeOnPlan } from "./agree-on-plan";
import { answerVoter } from "./answer-voter";
import { respondToIncident } from "./respond-to-incident";
import { sweepSource } from "./sweep-source";
import { updateFinding } from "./update-finding";
import { undoIncident } from "./undo-incident";

/** Every flow, by the name it has in the task hub. Never rename one in flight. */
export const orchestrators = {
  respondToIncident,
  acknowledgeNotice,
  releaseContainment,
  undoIncident,
  followCase,
  agreeOnPlan,
  answerVoter,
  sweepSource,
  updateFinding,
};

export type Orchestrators = typeof orchestrators;
