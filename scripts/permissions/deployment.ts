import { type UsedActions, builtInRoles } from "../../config/built-in-roles";
import type { NeededPermission } from "../../config/permissions";

/** What permissions are of, as a deployment takes them. */
export interface Deployment {
  /** Built-in roles to assign to the app's managed identity. */
  azureRoles: { role: string; on: string; scope?: string; uses?: UsedActions; for: string[] }[];
  /** One custom role for each scope: https://learn.microsoft.com/azure/role-based-access-control/custom-roles */
  azureCustomRoles: { on: string; scope?: string; actions: string[]; for: string[] }[];
  /** Application permissions, by the id of the application that they are of. */
  appRoles: { resourceAppId: string; of: string; roles: string[] }[];
  /** A policy document: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
  awsPolicy: {
    Version: "2012-10-17";
    Statement: { Effect: "Allow"; Action: string[]; Resource: string }[];
  };
  /** A custom role: https://cloud.google.com/iam/docs/reference/rest/v1/projects.roles */
  googleCloudRole: { title: string; includedPermissions: string[] };
  /** Granted by hand at each service. */
  others: NeededPermission[];
}

const applications: Readonly<Record<string, string>> = {
  "Microsoft Graph": "00000003-0000-0000-c000-000000000000",
  "Defender for Endpoint": "fc780465-2017-40d4-a0c5-471022471165",
};
const known = new Set([...Object.keys(applications), "Azure role", "Azure", "AWS", "Google Cloud"]);

export function deploymentOf(needed: readonly NeededPermission[]): Deployment {
  const of = (system: string): NeededPermission[] => needed.filter((need) => need.of === system);
  return {
    azureRoles: of("Azure role").map(({ name, on = "", scope, for: steps }) => ({
      role: name,
      on,
      ...(scope !== undefined && { scope }),
      ...(builtInRoles[name] && { uses: builtInRoles[name] }),
      for: steps,
    })),
    azureCustomRoles: byPlace(of("Azure")).map(([on, needs]) => ({
      on,
      ...scopeOf(needs),
      actions: names(needs),
      for: [...new Set(needs.flatMap((need) => need.for))],
    })),
    appRoles: Object.entries(applications).flatMap(([system, resourceAppId]) => {
      const roles = names(of(system));
      return roles.length === 0 ? [] : [{ resourceAppId, of: system, roles }];
    }),
    awsPolicy: {
      Version: "2012-10-17",
      Statement: byPlace(of("AWS")).map(([Resource, needs]) => ({
        Effect: "Allow",
        Action: names(needs),
        Resource,
      })),
    },
    googleCloudRole: {
      title: "Durable Response",
      includedPermissions: names(of("Google Cloud")),
    },
    others: needed.filter((need) => !known.has(need.of)),
  };
}

/** The resource id of a place, where all that is needed there has the same. */
function scopeOf(needs: readonly NeededPermission[]): { scope?: string } {
  const [scope, ...others] = new Set(needs.map((need) => need.scope));
  return scope !== undefined && others.length === 0 ? { scope } : {};
}

const names = (needs: readonly NeededPermission[]): string[] =>
  [...new Set(needs.map(({ name }) => name))].toSorted();
const byPlace = (needs: readonly NeededPermission[]) =>
  [...Map.groupBy(needs, ({ on = "*" }) => on)].toSorted(([a], [b]) => (a < b ? -1 : 1));
