import { acknowledgeNotice } from "./acknowledge-notice";
import { respondToIncident } from "./respond-to-incident";

/** Every flow, by the name it has in the task hub. Never rename one in flight. */
export const orchestrators = { respondToIncident, acknowledgeNotice };

export type Orchestrators = typeof orchestrators;
