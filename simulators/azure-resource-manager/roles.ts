import { isRecord } from "../simulator";
import { keyOf } from "./resource";

/** What a role allows. */
export interface Role {
  actions: string[];
  notActions: string[];
  dataActions: string[];
  notDataActions: string[];
}

/** The roles of the caller, by the scope at which it has them, and by their names. */
export type Roles = Record<string, Record<string, Role>>;

/** The same as a scene gives them; a role that is null is taken away. */
export type SceneRoles = Record<string, Record<string, Partial<Role> | null>>;

const lists = ["actions", "notActions", "dataActions", "notDataActions"] as const;

/** All that the caller has at a scope, its own and what it inherits. */
export const rolesAt = (roles: Roles, scope: string): Role[] =>
  Object.entries(roles)
    .filter(([at]) => `${keyOf(scope)}/`.startsWith(`${keyOf(at).replace(/\/$/, "")}/`))
    .flatMap(([, named]) => Object.values(named));

/** https://learn.microsoft.com/azure/role-based-access-control/role-definitions#how-actions-are-evaluated */
export const allows = (roles: readonly Role[], action: string): boolean =>
  roles.some(({ actions, notActions }) => fits(actions, action) && !fits(notActions, action));

const fits = (patterns: readonly string[], action: string): boolean =>
  patterns.some((pattern) => {
    const literals = pattern
      .split("*")
      .map((text) => text.replaceAll(/[.\\+?^${}()|[\]]/g, "\\$&"));
    return new RegExp(`^${literals.join(".*")}$`, "is").test(action);
  });

/** Roles with what a scene changes of them. */
export function withRoles(roles: Roles, given: SceneRoles): Roles {
  const changed: Roles = structuredClone(roles);
  for (const [scope, named] of Object.entries(given)) {
    const at = Object.keys(changed).find((one) => keyOf(one) === keyOf(scope)) ?? scope;
    for (const [name, role] of Object.entries(named)) {
      const others = Object.entries(changed[at] ?? {}).filter(([other]) => other !== name);
      const all = Object.fromEntries(lists.map((list) => [list, role?.[list] ?? []]));
      changed[at] = Object.fromEntries(
        role === null ? others : [...others, [name, all as unknown as Role]],
      );
    }
  }
  return changed;
}

/** Whether a member of a scene is roles by scope. */
export const areRoles = (value: unknown): boolean =>
  isRecord(value) &&
  Object.entries(value).every(
    ([scope, named]) =>
      scope.startsWith("/") && isRecord(named) && Object.values(named).every(isRole),
  );

const isRole = (role: unknown): boolean =>
  role === null ||
  (isRecord(role) &&
    Object.entries(role).every(
      ([name, list]) =>
        lists.some((one) => one === name) &&
        Array.isArray(list) &&
        list.every((action) => typeof action === "string"),
    ));
