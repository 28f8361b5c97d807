import { acknowledgeNotice } from "./acknowledge-notice";
import { followCase } from "./follow-case";
import { releaseContainment } from "./release-containment";
import { respondToIncident } from "./respond-to-incident";
import { undoIncident } from "./undo-incident";

/** Every flow, by the name it has in the task hub. Never rename one in flight. */
export const orchestrators = {
  respondToIncident,
  acknowledgeNotice,
  releaseContainment,
  undoIncident,
  followCase,
};

export type Orchestrators = typeof orchestrators;
