/** What of a built-in role of Azure the app's steps use: less than the role gives. */
export interface UsedActions {
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
}

const insights = (...names: string[]): string[] =>
  names.map((name) => `Microsoft.SecurityInsights/${name}`);
const entities = "Microsoft.Storage/storageAccounts/tableServices/tables/entities";

/**
 * By the name of the role. Reading an incident's alerts and entities has no published action, and is not listed.
 * https://learn.microsoft.com/azure/role-based-access-control/permissions/security
 */
export const builtInRoles: Readonly<Record<string, UsedActions>> = {
  "Microsoft Sentinel Responder": {
    actions: insights(
      "incidents/read",
      "incidents/write",
      "incidents/comments/read",
      "incidents/comments/write",
      "incidents/tasks/read",
      "incidents/tasks/write",
    ),
    dataActions: [],
  },
  "Log Analytics Reader": {
    actions: ["Microsoft.OperationalInsights/workspaces/query/read"],
    dataActions: [],
  },
  "Security Reader": { actions: ["Microsoft.Security/alerts/read"], dataActions: [] },
  "Key Vault Secrets User": {
    actions: [],
    dataActions: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"],
  },
  "Storage Table Data Contributor": {
    actions: ["Microsoft.Storage/storageAccounts/tableServices/tables/write"],
    dataActions: [`${entities}/read`, `${entities}/write`, `${entities}/delete`],
  },
};
