import { isDeepStrictEqual } from "node:util";
import { type Answer, type SimulatedRequest, type World, isRecord } from "../simulator";
import { type Problems, problemsOf, withFields } from "./fields";
import { type Issue, type View, issueView } from "./issue";
import { invalidPayload, noIssue, offScreen, refusal } from "./refusals";
import type { Permission, Scene } from "./scene";
import type { Store } from "./store";

/** Opening, reading and editing one issue. */
export function createIssueApi(world: World, store: Store, scene: () => Scene) {
  const may = (permission: Permission): boolean =>
    scene().permissions?.includes(permission) ?? true;
  const issueOf = ({ params }: SimulatedRequest): Issue | undefined =>
    may("browse") ? store.find(params.id ?? "") : undefined;

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
