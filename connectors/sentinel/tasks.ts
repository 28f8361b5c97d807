import type { IncidentRef } from "../../domain/incident";
import type { TaskText } from "../../domain/task";
import { ifNotFound } from "../connector-error";
import type { Http } from "../http";
import { incidentAt } from "./incident-at";
import { taskResponse } from "./schema";

const taskAt = (ref: IncidentRef, taskId: string) =>
  incidentAt(ref, `/tasks/${encodeURIComponent(taskId)}`);

/**
 * What a person is to do about an incident, under ids that we choose; Sentinel takes 40 an incident:
 * https://learn.microsoft.com/rest/api/securityinsights/incident-tasks
 */
export const tasks = (http: Http) => ({
  /** Whether a task is done; null when there is none with this id. */
  async readTask(ref: IncidentRef, taskId: string): Promise<{ isDone: boolean } | null> {
    return http
      .read(taskResponse, { method: "GET", ...taskAt(ref, taskId) })
      .then(({ properties }) => ({ isDone: properties.status === "Completed" }))
      .catch(ifNotFound(null));
  },

  /** Writes a task that is to be done; with the id of one that exists, in its place. */
  async putTask(ref: IncidentRef, taskId: string, { title, description }: TaskText): Promise<void> {
    const body = { properties: { title, description, status: "New" } };
    await http.write(taskResponse, { method: "PUT", ...taskAt(ref, taskId), body });
  },
});
