import type { AzureAction } from "../domain/azure-grant";
import { builtInRoles } from "./built-in-roles";
import type { NeededPermission } from "./permissions";

/** An action that a step needs at a scope. */
export interface AzureNeed extends AzureAction {
  /** The resource id of the scope. */
  scope: string;
  /** What gives it: "the role Microsoft Sentinel Responder". */
  from: string;
  for: readonly string[];
}

/** What is needed and cannot be compared. */
export interface Untold {
  /** "Key Vault Secrets User", or "an action" of a custom role. */
  what: string;
  on: string;
  why: string;
}

/** What of an app's permissions can be looked up in Azure by the scopes that its settings name, and what cannot. */
export function azureNeeds(needed: readonly NeededPermission[]): {
  needs: AzureNeed[];
  untold: Untold[];
} {
  const needs: AzureNeed[] = [];
  const untold: Untold[] = [];
  for (const need of needed.filter(({ of }) => of === "Azure" || of === "Azure role")) {
    const why = whyUntold(need);
    const { scope, for: steps, on = "" } = need;
    if (why !== undefined || scope === undefined) {
      untold.push({ what: need.of === "Azure" ? "an action" : need.name, on, why: why ?? "" });
    } else {
      const from = need.of === "Azure" ? `a custom role on ${on}` : `the role ${need.name}`;
      needs.push(...actionsOf(need).map((action) => ({ ...action, scope, from, for: steps })));
    }
  }
  return { needs, untold };
}

function whyUntold({ of, name, at, scope }: NeededPermission): string | undefined {
  if (of === "Azure role" && !builtInRoles[name]) return "it is not known which actions are used";
  if (at === undefined) return "no setting has its resource id";
  return scope === undefined ? `${at} is not set` : undefined;
}

function actionsOf({ of, name }: NeededPermission): AzureAction[] {
  if (of === "Azure") return [{ action: name, isData: false }];
  const { actions = [], dataActions = [] } = builtInRoles[name] ?? {};
  return [
    ...actions.map((action) => ({ action, isData: false })),
    ...dataActions.map((action) => ({ action, isData: true })),
  ];
}
