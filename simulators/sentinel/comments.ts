import { badRequest } from "./arm-error";
import { callerOf } from "./caller";
import type { ChildKind } from "./children";
import type { CommentRow } from "./incident-row";
import type { IncidentStore } from "./incident-store";
import { requiredTextIn } from "./members";

// https://learn.microsoft.com/azure/sentinel/sentinel-service-limits
const maxLength = 30_000;
const maxComments = 100;

/** https://learn.microsoft.com/rest/api/securityinsights/incident-comments */
export const comments = (store: IncidentStore): ChildKind<CommentRow> => ({
  segment: "comments",
  typeName: "Comments",
  isLimited: true,
  rowsOf: (incident) => incident.comments,
  withRows: (incident, rows) => ({ ...incident, comments: rows }),

  /** An update leaves author and first time. */
  written({ call, members, incident, before }) {
    const message = requiredTextIn(members, "message", maxLength);
    if (!before && incident.comments.length >= maxComments) {
      return badRequest(`The incident has the maximum number of ${maxComments} comments.`);
    }
    const at = store.timestamp();
    return {
      message,
      createdTimeUtc: before?.createdTimeUtc ?? at,
      lastModifiedTimeUtc: at,
      author: before?.author ?? callerOf(call.request),
    };
  },

  properties: ({ message, createdTimeUtc, lastModifiedTimeUtc, author }) => ({
    message,
    createdTimeUtc,
    lastModifiedTimeUtc,
    author,
  }),
});
