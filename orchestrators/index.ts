import { respondToIncident } from "./respond-to-incident";

/** Every flow, by the name it has in the task hub. Never rename one in flight. */
export const orchestrators = { respondToIncident };

export type Orchestrators = typeof orchestrators;
