import { isRecord } from "../simulator";
import { textProblem } from "./document";
import type { Issue } from "./issue";
import { offScreen } from "./refusals";
import type { Scene } from "./scene";

/** Problems by field, in Jira's words; none when all is well. */
export type Problems = Record<string, string>;

const priorities = ["Highest", "High", "Medium", "Low", "Lowest"];
export const usualTypes = ["Task", "Bug", "Incident"];

/** Ids of the fields that the project's screens show; Data Center and Cloud agree. */
export const screenOf = ({ hasPriority = true, requiredFields = {} }: Scene): string[] => [
  "project",
  "issuetype",
  "summary",
  "description",
  "labels",
  ...(hasPriority ? ["priority"] : []),
  ...Object.keys(requiredFields),
  "customfield_10100",
];

/** What is wrong with the fields of a new issue or of an edit. */
export function problemsOf(
  fields: Record<string, unknown>,
  scene: Scene,
  version: string,
  isNew: boolean,
): Problems {
  const shown = new Set(screenOf(scene).filter((id) => isNew || id !== "project"));
  const off = Object.keys(fields).filter((id) => !shown.has(id));
  if (off.length > 0) return Object.fromEntries(off.map((id) => [id, offScreen(id)]));
  const checks: [string, string | undefined][] = [
    ...(isNew ? required(fields, scene) : []),
    ["summary", "summary" in fields ? summaryProblem(fields.summary) : undefined],
    ["labels", "labels" in fields ? labelProblem(fields.labels) : undefined],
    ["priority", "priority" in fields ? priorityProblem(fields.priority) : undefined],
    [
      "description",
      fields.description === undefined || fields.description === null
        ? undefined
        : textProblem(fields.description, version),
    ],
  ];
  return Object.fromEntries(
    checks.filter((check): check is [string, string] => check[1] !== undefined),
  );
}

function required(
  { project, issuetype, summary, ...fields }: Record<string, unknown>,
  { issueTypes = usualTypes, requiredFields = {} }: Scene,
): [string, string | undefined][] {
  const isProject = isRecord(project) && (project.key === "SEC" || project.id === "10000");
  const isType = isRecord(issuetype) && issueTypes.some((name) => name === issuetype.name);
  return [
    ["project", isProject ? undefined : "valid project is required"],
    ["issuetype", isType ? undefined : "Specify a valid issue type"],
    ["summary", summary === undefined ? "You must specify a summary of the issue." : undefined],
    ...Object.entries(requiredFields).map(([id, name]): [string, string | undefined] => [
      id,
      fields[id] === undefined || fields[id] === null ? `${name} is required.` : undefined,
    ]),
  ];
}

function summaryProblem(value: unknown): string | undefined {
  if (typeof value !== "string") return "Operation value must be a string";
  if (value.trim() === "") return "You must specify a summary of the issue.";
  if (/[\r\n]/.test(value)) return "The summary is invalid because it contains newline characters.";
  return value.length > 255 ? "Summary must be less than 255 characters." : undefined;
}

function labelProblem(value: unknown): string | undefined {
  if (!Array.isArray(value)) return "data was not an array";
  for (const label of value as unknown[]) {
    if (typeof label !== "string" || label === "") return "string expected at index 0";
    if (/\s/.test(label)) return `The label '${label}' contains spaces which is invalid.`;
    if (label.length > 255) {
      return `The label '${label}' exceeds the maximum length of 255 characters`;
    }
  }
  return undefined;
}

const priorityProblem = (value: unknown): string | undefined =>
  isRecord(value) && priorities.includes(String(value.name))
    ? undefined
    : "The priority selected is invalid.";

/** An issue with checked fields put into it. */
export function withFields(issue: Issue, fields: Record<string, unknown>): Issue {
  const { project: _, issuetype, summary, description, labels, priority, ...custom } = fields;
  return {
    ...issue,
    ...(typeof summary === "string" && { summary }),
    ...(description !== undefined && { description }),
    ...(labels !== undefined && { labels: labels as string[] }),
    ...(isRecord(priority) && { priority: String(priority.name) }),
    ...(isRecord(issuetype) && { issueType: String(issuetype.name) }),
    custom: { ...issue.custom, ...custom },
  };
}
