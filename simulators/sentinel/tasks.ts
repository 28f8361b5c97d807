import { badRequest } from "./arm-error";
import { callerOf } from "./caller";
import type { ChildKind } from "./children";
import type { TaskRow } from "./incident-row";
import type { IncidentStore } from "./incident-store";
import { requiredTextIn, requiredValueIn, textIn } from "./members";

// https://learn.microsoft.com/azure/sentinel/sentinel-service-limits
const maxTasks = 40;

/** https://learn.microsoft.com/rest/api/securityinsights/incident-tasks */
export const tasks = (store: IncidentStore): ChildKind<TaskRow> => ({
  segment: "tasks",
  typeName: "Tasks",
  isLimited: false,
  rowsOf: (incident) => incident.tasks,
  withRows: (incident, rows) => ({ ...incident, tasks: rows }),

  written({ call, members, incident, before }) {
    const title = requiredTextIn(members, "title");
    const status = requiredValueIn(members, "status", ["New", "Completed"]);
    const description = textIn(members, "description");
    if (!before && incident.tasks.length >= maxTasks) {
      return badRequest(`The incident has the maximum number of ${maxTasks} tasks.`);
    }
    const at = store.timestamp();
    const caller = callerOf(call.request);
    return {
      title,
      status,
      ...(description === undefined ? {} : { description }),
      createdTimeUtc: before?.createdTimeUtc ?? at,
      lastModifiedTimeUtc: at,
      createdBy: before?.createdBy ?? caller,
      lastModifiedBy: caller,
    };
  },

  properties: (row) => ({
    title: row.title,
    description: row.description,
    status: row.status,
    createdTimeUtc: row.createdTimeUtc,
    lastModifiedTimeUtc: row.lastModifiedTimeUtc,
    createdBy: row.createdBy,
    lastModifiedBy: row.lastModifiedBy,
  }),
});
