import { acknowledgeNotice } from "./acknowledge-notice";
import { agreeOnPlan } from "./agree-on-plan";
import { answerVoter } from "./answer-voter";
import { respondToIncident } from "./respond-to-incident";

/** Every flow, by the name it has in the task hub. Never rename one in flight. */
export const orchestrators = { respondToIncident, acknowledgeNotice, agreeOnPlan, answerVoter };

export type Orchestrators = typeof orchestrators;
