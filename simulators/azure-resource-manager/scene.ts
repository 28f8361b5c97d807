import { SceneError, checkedScene, isRecord } from "../simulator";
import type { Body } from "./resource";
import { publishedRoles } from "./published-roles";
import { type Roles, type SceneRoles, areRoles } from "./roles";

/** What a test can decide about the subscription. */
export interface Settings {
  /** How long an update takes. */
  updateSeconds: number;
  /** Whether updates fail, after their time. */
  updatesFail: boolean;
  /** Actions that the caller lacks: "Microsoft.Network/networkInterfaces/write", or "*" for all. */
  forbidden: string[];
  /** What the caller may do, and where; what none of them allows is refused, as by "forbidden". */
  roles: Roles;
  /** Roles of the caller that one page holds. */
  rolesPerPage: number;
  /** Ids of resources and groups that a read-only lock stands on. */
  locks: string[];
  /** Writes that one subscription may make in five minutes. */
  writes: number;
}

export const usual: Settings = {
  updateSeconds: 5,
  updatesFail: false,
  forbidden: [],
  roles: publishedRoles,
  rolesPerPage: 50,
  locks: [],
  writes: 200,
};

/** A resource by its id, made, or changed as somebody else would: at once, without a word. Null deletes it. */
export type SceneResources = Record<string, Body | null>;

export type Scene = Partial<Omit<Settings, "roles">> & {
  resources?: SceneResources;
  roles?: SceneRoles;
};

const expected =
  'The scene of "azure-resource-manager" takes "updateSeconds", "rolesPerPage" and "writes" (numbers), "updatesFail" ' +
  '(true or false), "forbidden" and "locks" (lists of texts) and "resources" ({<id>: {location, tags, ' +
  'properties}, or null}) and "roles" ({<scope>: {<name>: {actions, notActions, dataActions, ' +
  "notDataActions}, or null}})";

const isCount = (value: unknown): boolean => typeof value === "number" && value >= 0;
const areTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one) => typeof one === "string" && one !== "");

const checks: Record<keyof Scene, (value: unknown) => boolean> = {
  updateSeconds: isCount,
  updatesFail: (value) => typeof value === "boolean",
  forbidden: areTexts,
  roles: areRoles,
  rolesPerPage: (value) => isCount(value) && value !== 0,
  locks: areTexts,
  writes: isCount,
  resources: isRecord,
};

export function sceneOf(input: unknown): Scene {
  const scene = checkedScene<Scene>(input, checks, expected);
  for (const [id, body] of Object.entries(scene.resources ?? {})) {
    const isBody = body === null || (isRecord(body) && isRecord(body["properties"]));
    if (!/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/.+/i.test(id) || !isBody) {
      throw new SceneError(`Each of resources is {<id>: {properties}} or null, not "${id}"`);
    }
  }
  return scene;
}
