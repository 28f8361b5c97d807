import type { z } from "zod";
import type { JiraTickets } from "../../domain/policy";
import { ConnectorError, ifNotFound } from "../connector-error";
import type { Http } from "../http";
import type { Settings } from "../settings";
import type { Client } from "./client";
import { fieldsResponse, issueTypesResponse, myselfResponse } from "./schema";

const vendor = "jira";

const missing = (message: string): ConnectorError => new ConnectorError(vendor, "auth", message);

/**
 * Asks who we are, since Jira may take wrong credentials for nobody's and then show less instead of
 * refusing; then whether an issue could be opened as the settings and the policy say.
 */
export async function checkProject(
  { http, dialect: { root } }: Client,
  { url = "", siteUrl, project, issueType }: Settings["jira"],
  mapping: JiraTickets,
): Promise<string> {
  if (siteUrl === undefined && url.startsWith("https://api.atlassian.com/")) {
    throw missing("JIRA_SITE_URL is not set, so that links to issues would lead nowhere");
  }
  await http.read(myselfResponse, { method: "GET", path: `${root}/myself` });
  const meta = `${root}/issue/createmeta/${project}/issuetypes`;
  const types = await everyRow(http, meta, issueTypesResponse).catch(ifNotFound([]));
  if (types.length === 0) {
    throw missing(
      `There is no project ${project} in which its account may create issues: correct JIRA_PROJECT, or give it the permission Create issues`,
    );
  }
  const type = types.find(({ name }) => name === issueType);
  if (!type) {
    const names = types.map(({ name }) => name).join(", ");
    throw missing(
      `Project ${project} has no issue type "${issueType}": set JIRA_ISSUE_TYPE to one of ${names.slice(0, 200)}`,
    );
  }
  const fields = await everyRow(http, `${meta}/${encodeURIComponent(type.id)}`, fieldsResponse);
  const problems = fieldProblems(fields, mapping);
  if (problems.length > 0) {
    throw missing(
      `${issueType} of ${project} ${problems.join("; and it ")}: correct tickets.jira of the policy`,
    );
  }
  return `credentials accepted, ${issueType} of ${project} can be opened`;
}

const mostPages = 20;

/** The rows of all pages, however long Jira makes them. */
async function everyRow<T>(
  http: Http,
  path: string,
  schema: z.ZodType<{ rows: T[]; total: number }>,
): Promise<T[]> {
  const all: T[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const query = { startAt: String(all.length), maxResults: "100" };
    // oxlint-disable-next-line no-await-in-loop -- where a page begins is known from the one before
    const { rows, total } = await http.read(schema, { method: "GET", path, query });
    all.push(...rows);
    if (rows.length === 0 || all.length >= total) break;
  }
  return all;
}

const always = ["project", "issuetype", "summary", "description", "labels"];

type Field = { fieldId: string; name: string; required?: unknown; hasDefaultValue?: unknown };

/** What is written and cannot be, and what must be written and is not. */
function fieldProblems(fields: Field[], { priorities, fields: constant }: JiraTickets): string[] {
  const hasPriority = Object.values(priorities).some((name) => name !== null);
  const written = [...always, ...Object.keys(constant), ...(hasPriority ? ["priority"] : [])];
  const shown = new Set(fields.map(({ fieldId }) => fieldId));
  // Jira lists neither of these two everywhere, and takes both always.
  const absent = written.filter((id) => !shown.has(id) && !["project", "issuetype"].includes(id));
  const demanded = fields.filter(
    ({ fieldId, required, hasDefaultValue }) =>
      required === true && hasDefaultValue !== true && !written.includes(fieldId),
  );
  return [
    ...(absent.length > 0 ? [`does not show ${absent.join(", ").slice(0, 150)}`] : []),
    ...(demanded.length > 0
      ? [
          `demands ${demanded.map(({ fieldId, name }) => `${fieldId} (${name})`).join(", ")}`.slice(
            0,
            150,
          ),
        ]
      : []),
  ];
}
