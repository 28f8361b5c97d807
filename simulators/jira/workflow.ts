/** The statuses of the project, each in one of the three categories that all of Jira has. */
export interface Status {
  id: string;
  name: string;
  category: "new" | "indeterminate" | "done";
}

export const statuses: readonly Status[] = [
  { id: "10000", name: "To Do", category: "new" },
  { id: "3", name: "In Progress", category: "indeterminate" },
  { id: "10001", name: "Done", category: "done" },
  { id: "10002", name: "Won't do", category: "done" },
];

/** A step of the workflow, and what its screen shows. */
export interface Transition {
  id: string;
  name: string;
  /** Names of the statuses that it begins at. */
  from: string[];
  to: string;
  /** Ids of fields; those that end with "*" must be given. No screen when empty. */
  screen: string[];
}

/** A workflow whose ids and screens differ by status, as those of company-managed projects do. */
export const usualTransitions: readonly Transition[] = [
  { id: "11", name: "Start progress", from: ["To Do"], to: "In Progress", screen: [] },
  { id: "21", name: "Done", from: ["To Do"], to: "Done", screen: [] },
  { id: "31", name: "Resolve", from: ["In Progress"], to: "Done", screen: ["resolution"] },
  { id: "41", name: "Reject", from: ["In Progress"], to: "Won't do", screen: ["resolution*"] },
  { id: "51", name: "Stop progress", from: ["In Progress"], to: "To Do", screen: [] },
  { id: "61", name: "Reopen", from: ["Done", "Won't do"], to: "To Do", screen: [] },
];

export const statusNamed = (name: string): Status | undefined =>
  statuses.find((status) => status.name === name);

const categories = {
  new: { id: 2, key: "new", colorName: "blue-gray", name: "To Do" },
  indeterminate: { id: 4, key: "indeterminate", colorName: "yellow", name: "In Progress" },
  done: { id: 3, key: "done", colorName: "green", name: "Done" },
};

/** A status as issues and transitions show it. */
export const statusView = ({ id, name, category }: Status, api: string): object => ({
  self: `${api}/status/${id}`,
  description: "",
  iconUrl: `${api}/images/icons/statuses/generic.png`,
  name,
  id,
  statusCategory: {
    self: `${api}/statuscategory/${categories[category].id}`,
    ...categories[category],
  },
});

/** A transition as an issue offers it. */
export function transitionView(
  { id, name, to, screen }: Transition,
  api: string,
  hasFields: boolean,
): object {
  const status = statusNamed(to);
  return {
    id,
    name,
    ...(status && { to: statusView(status, api) }),
    hasScreen: screen.length > 0,
    isGlobal: false,
    isInitial: false,
    isAvailable: true,
    isConditional: false,
    isLooped: false,
    ...(hasFields && {
      fields: Object.fromEntries(screen.map((field) => [field.replace("*", ""), meta(field)])),
    }),
  };
}

const meta = (field: string): object => ({
  required: field.endsWith("*"),
  schema: { type: "resolution", system: "resolution" },
  name: "Resolution",
  key: field.replace("*", ""),
  operations: ["set"],
  allowedValues: resolutions.map((name, index) => ({ name, id: String(10_000 + index) })),
});

export const resolutions = ["Done", "Won't Do", "Duplicate", "Cannot Reproduce"];
