import { account } from "./auth";
import { shownText } from "./document";
import { statusNamed, statusView } from "./workflow";

/** One issue, as it is kept. */
export interface Issue {
  id: string;
  key: string;
  summary: string;
  /** A document, or the mark-up that v2 was given. */
  description: unknown;
  labels: string[];
  issueType: string;
  priority: string | null;
  /** Name of its status. */
  status: string;
  resolution: string | null;
  /** Display name; null for nobody. */
  assignee: string | null;
  /** Values of other fields, by id. */
  custom: Record<string, unknown>;
  properties: Record<string, unknown>;
  created: number;
  updated: number;
  /** How often an edit changed it, and the names of the transitions that it took. */
  edits: number;
  moves: string[];
}

/** A time as Jira writes it: the offset has no colon. */
export const jiraTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace("Z", "+0000");

/** Somebody as answers show them; Data Center knows people by name. */
export const userView = (displayName: string, version: string, api: string): object => {
  const isUs = displayName === account.displayName;
  const who = isUs ? account.accountId : `712020:${displayName}`;
  const name = isUs ? account.name : displayName.toLowerCase();
  return {
    self: `${api}/user?accountId=${encodeURIComponent(who)}`,
    ...(version === "2" ? { name, key: name } : { accountId: who, accountType: "atlassian" }),
    displayName,
    active: true,
    timeZone: "Etc/UTC",
  };
};

/** An issue as a version of the API shows it: some of its fields, or all. */
export function issueView(
  issue: Issue,
  { api, version }: View,
  fields: readonly string[] | undefined,
  properties: readonly string[] = [],
): object {
  const all = fieldsOf(issue, api, version);
  const isWanted = (name: string): boolean =>
    fields === undefined || fields.includes("*all") || fields.includes(name);
  const shown = Object.entries(all).filter(([name]) => isWanted(name));
  const wanted = Object.entries(issue.properties).filter(([name]) => properties.includes(name));
  return {
    expand: "renderedFields,names,schema,operations,editmeta,changelog",
    id: issue.id,
    self: `${api}/issue/${issue.id}`,
    key: issue.key,
    fields: Object.fromEntries(shown),
    ...(properties.length > 0 && { properties: Object.fromEntries(wanted) }),
  };
}

export interface View {
  /** Absolute address of the version: "http://127.0.0.1:1/jira/rest/api/3". */
  api: string;
  version: string;
}

function fieldsOf(issue: Issue, api: string, version: string): Record<string, unknown> {
  const status = statusNamed(issue.status);
  return {
    summary: issue.summary,
    description: shownText(issue.description, version),
    labels: issue.labels,
    issuetype: { name: issue.issueType, subtask: false },
    project: { id: "10000", key: "SEC", name: "Security" },
    priority: issue.priority === null ? null : { name: issue.priority },
    status: status && statusView(status, api),
    resolution: issue.resolution === null ? null : { name: issue.resolution },
    assignee: issue.assignee === null ? null : userView(issue.assignee, version, api),
    reporter: userView(account.displayName, version, api),
    created: jiraTime(issue.created),
    updated: jiraTime(issue.updated),
    watches: { watchCount: 1, isWatching: true },
    ...issue.custom,
  };
}
