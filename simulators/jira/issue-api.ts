import { isDeepStrictEqual } from "node:util";
import { type Answer, type SimulatedRequest, type World, isRecord } from "../simulator";
import { type Problems, problemsOf, withFields } from "./fields";
import { type Issue, type View, issueView } from "./issue";
import { invalidPayload, noIssue, offScreen, refusal } from "./refusals";
import type { Permission, Scene } from "./scene";
import type { Store } from "./store";
import {
  type Transition,
  resolutions,
  statusNamed,
  transitionView,
  usualTransitions,
} from "./workflow";

/** Opening, reading, editing and moving one issue. */
export function createIssueApi(world: World, store: Store, scene: () => Scene) {
  const may = (permission: Permission): boolean =>
    scene().permissions?.includes(permission) ?? true;
  const issueOf = ({ params }: SimulatedRequest): Issue | undefined =>
    may("browse") ? store.find(params.id ?? "") : undefined;

  function offered(issue: Issue): Transition[] {
    const all = scene().transitions ?? usualTransitions;
    return may("transition") ? all.filter(({ from }) => from.includes(issue.status)) : [];
  }

  function keep(issue: Issue): void {
    store.keep({ ...issue, updated: world.now() });
  }

  return {
    issueOf,

    /** `POST /issue`. */
    create: ({ json }: SimulatedRequest, { api, version }: View): Answer => {
      if (!isRecord(json) || !isRecord(json.fields)) return invalidPayload();
      if (!may("create")) {
        return problems({ project: "You cannot create issues in this project." });
      }
      const found = problemsOf(json.fields, scene(), version, true);
      if (Object.keys(found).length > 0) return problems(found);
      const properties = propertiesOf(json.properties);
      if (!properties) return invalidPayload();
      const issue = { ...withFields(store.make(), json.fields), properties };
      keep(issue);
      const { id, key } = issue;
      return { status: 201, body: { id, key, self: `${api}/issue/${id}` } };
    },

    /** `GET /issue/{id}`. */
    read: (request: SimulatedRequest, view: View): Answer => {
      const issue = issueOf(request);
      if (!issue) return noIssue();
      const fields = request.query.get("fields")?.split(",");
      const properties = request.query.get("properties")?.split(",");
      return { body: issueView(issue, view, fields, properties) };
    },

    /** `PUT /issue/{id}`: an empty answer. */
    edit: (request: SimulatedRequest, { version }: View): Answer => {
      const issue = issueOf(request);
      if (!issue) return noIssue();
      const { json } = request;
      if (!isRecord(json) || !isRecord(json.fields ?? {})) return invalidPayload();
      const fields = isRecord(json.fields) ? json.fields : {};
      const found = may("edit")
        ? problemsOf(fields, scene(), version, false)
        : Object.fromEntries(Object.keys(fields).map((id) => [id, offScreen(id)]));
      if (Object.keys(found).length > 0) return problems(found);
      const edited = withFields(issue, fields);
      // What changes nothing is no line in the history.
      if (!isDeepStrictEqual(edited, issue)) keep({ ...edited, edits: issue.edits + 1 });
      return { status: 204 };
    },

    /** `GET /issue/{id}/transitions`: those of its present status. */
    transitions: (request: SimulatedRequest, { api }: View): Answer => {
      const issue = issueOf(request);
      if (!issue) return noIssue();
      const hasFields = request.query.get("expand")?.includes("transitions.fields") ?? false;
      return {
        body: {
          expand: "transitions",
          transitions: offered(issue).map((one) => transitionView(one, api, hasFields)),
        },
      };
    },

    /** `POST /issue/{id}/transitions`: an empty answer. */
    move: (request: SimulatedRequest): Answer => {
      const issue = issueOf(request);
      if (!issue) return noIssue();
      const { json } = request;
      if (!isRecord(json) || !isRecord(json.transition)) {
        return refusal(400, ["Missing 'transition' identifier"]);
      }
      const { id } = json.transition;
      const transition = offered(issue).find((one) => one.id === String(id));
      if (!transition) {
        return refusal(400, [
          `It seems that you have tried to perform a workflow operation (${String(id)}) that is not valid for the current state of this issue (${issue.key}). The likely cause is that somebody has changed the issue recently, please look at the issue history for details.`,
        ]);
      }
      const fields = isRecord(json.fields) ? json.fields : {};
      const updates = isRecord(json.update) ? json.update : {};
      const found = screenProblems(transition, fields, updates);
      if (Object.keys(found).length > 0) return problems(found);
      const isDone = statusNamed(transition.to)?.category === "done";
      const given = isRecord(fields.resolution) ? String(fields.resolution.name) : null;
      keep({
        ...issue,
        status: transition.to,
        resolution: isDone ? (given ?? issue.resolution) : null,
        moves: [...issue.moves, transition.name],
      });
      return { status: 204 };
    },

    /** `GET /issue/{id}/properties/{key}`. */
    readProperty: (request: SimulatedRequest): Answer => {
      const issue = issueOf(request);
      const { propertyKey = "" } = request.params;
      if (!issue) return noIssue();
      if (!Object.hasOwn(issue.properties, propertyKey)) {
        return refusal(404, [`The property with key '${propertyKey}' does not exist.`]);
      }
      return { body: { key: propertyKey, value: issue.properties[propertyKey] } };
    },

    /** `PUT /issue/{id}/properties/{key}`: 201 for a new one, 200 for one that was there. */
    writeProperty: (request: SimulatedRequest): Answer => {
      const issue = issueOf(request);
      const { propertyKey = "" } = request.params;
      if (!issue) return noIssue();
      if (propertyKey.length > 255 || request.body.length > 32_768 || request.json === undefined) {
        return refusal(400, [
          "The property value must be valid, non-empty JSON of 32768 characters.",
        ]);
      }
      const isNew = !Object.hasOwn(issue.properties, propertyKey);
      store.keep({ ...issue, properties: { ...issue.properties, [propertyKey]: request.json } });
      return { status: isNew ? 201 : 200 };
    },
  };
}

const problems = (found: Problems): Answer => refusal(400, [], found);

function propertiesOf(value: unknown): Record<string, unknown> | undefined {
  if (value === undefined) return {};
  const isFitting =
    Array.isArray(value) &&
    value.every((one) => isRecord(one) && typeof one.key === "string" && "value" in one);
  if (!isFitting) return undefined;
  const pairs = value as { key: string; value: unknown }[];
  return Object.fromEntries(pairs.map((one) => [one.key, one.value]));
}

/** What a transition's screen does not show cannot be set, and what it demands must be. */
function screenProblems(
  { screen }: Transition,
  fields: Record<string, unknown>,
  updates: Record<string, unknown>,
): Problems {
  const shown = new Set(screen.map((id) => id.replace("*", "")));
  const given = [...Object.keys(fields), ...Object.keys(updates)];
  const off = given
    .filter((id) => !shown.has(id))
    .map((id): [string, string] => [id, offScreen(id)]);
  const missing = screen
    .filter((id) => id.endsWith("*") && !given.includes(id.replace("*", "")))
    .map((id): [string, string] => [id.replace("*", ""), `${id.replace("*", "")} is required.`]);
  const { resolution } = fields;
  const isWrong =
    shown.has("resolution") &&
    resolution !== undefined &&
    !(isRecord(resolution) && resolutions.includes(String(resolution.name)));
  return {
    ...Object.fromEntries([...off, ...missing]),
    ...(isWrong && { resolution: "The resolution selected is invalid." }),
  };
}
