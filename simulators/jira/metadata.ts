import type { Answer, SimulatedRequest } from "../simulator";
import { account } from "./auth";
import { screenOf, usualTypes } from "./fields";
import { type View, userView } from "./issue";
import { refusal } from "./refusals";
import type { Scene } from "./scene";

const names: Record<string, string> = {
  issuetype: "Issue Type",
  customfield_10100: "Source",
};
const titleOf = (id: string): string => names[id] ?? `${id.charAt(0).toUpperCase()}${id.slice(1)}`;

const idOf = (index: number): string => String(10_001 + index);

/** Who one is, and what a new issue takes. */
export function createMetadata(scene: () => Scene) {
  const isThere = ({ params }: SimulatedRequest): boolean =>
    ["SEC", "10000"].includes(params.project?.toUpperCase() ?? "") &&
    (["browse", "create"] as const).every((one) => scene().permissions?.includes(one) ?? true);

  return {
    /** `GET /myself`. */
    myself: (_: SimulatedRequest, { api, version }: View): Answer => ({
      body: {
        ...userView(account.displayName, version, api),
        emailAddress: account.email,
        locale: "en_US",
        groups: { size: 3, items: [] },
        applicationRoles: { size: 1, items: [] },
      },
    }),

    /** `GET /issue/createmeta/{project}/issuetypes`. */
    issueTypes: (request: SimulatedRequest, { api }: View): Answer => {
      if (!isThere(request)) return noProject(request);
      const types = (scene().issueTypes ?? usualTypes).map((name, index) => ({
        self: `${api}/issuetype/${idOf(index)}`,
        id: idOf(index),
        description: "",
        iconUrl: `${api}/images/icons/issuetypes/task.svg`,
        name,
        subtask: false,
        hierarchyLevel: 0,
      }));
      return page(request, "issueTypes", types, scene());
    },

    /** `GET /issue/createmeta/{project}/issuetypes/{type}`. */
    fields: (request: SimulatedRequest): Answer => {
      if (!isThere(request)) return noProject(request);
      const count = (scene().issueTypes ?? usualTypes).length;
      const index = Number(request.params.type) - Number(idOf(0));
      if (!(index >= 0 && index < count)) {
        return refusal(404, ["Issue type does not exist or is not in the project."]);
      }
      const { requiredFields = {} } = scene();
      const always = new Set(["project", "issuetype", "summary", ...Object.keys(requiredFields)]);
      const fields = screenOf(scene()).map((id) => ({
        required: always.has(id),
        schema: { type: id === "labels" ? "array" : "string", system: id },
        name: requiredFields[id] ?? titleOf(id),
        key: id,
        fieldId: id,
        hasDefaultValue: id === "priority",
        operations: ["set"],
      }));
      return page(request, "fields", fields, scene());
    },
  };
}

const noProject = ({ params }: SimulatedRequest): Answer =>
  refusal(404, [`No project could be found with key '${params.project ?? ""}'.`]);

/** One page: Cloud calls the list by what is in it, Data Center "values". */
function page({ query }: SimulatedRequest, name: string, all: object[], scene: Scene): Answer {
  const startAt = Number(query.get("startAt") ?? 0);
  const maxResults = Number(query.get("maxResults") ?? 50);
  if (maxResults > 200) {
    return refusal(400, ["Parameter 'maxResults' must not exceed the limit '200'"]);
  }
  const rows = all.slice(startAt, startAt + maxResults);
  const isLast = startAt + rows.length >= all.length;
  const list = scene.deployment === "data-center" ? { values: rows, isLast } : { [name]: rows };
  return { body: { maxResults, startAt, total: all.length, ...list } };
}
