/** A Log Analytics workspace, as the parts of its ARM id. */
export interface Workspace {
  subscriptionId: string;
  resourceGroup: string;
  workspaceName: string;
}

/** Where incidents of a scene live that name no workspace. */
export const simulatedWorkspace: Workspace = {
  subscriptionId: "11111111-1111-1111-1111-111111111111",
  resourceGroup: "rg-soc",
  workspaceName: "law-soc",
};

/** Equal for one workspace, however its ARM id is spelled. */
export const workspaceKey = ({ subscriptionId, resourceGroup, workspaceName }: Workspace): string =>
  `${subscriptionId}/${resourceGroup}/${workspaceName}`.toLowerCase();

/** The path below which everything of Sentinel lives. */
export const providerPath = (workspace: Workspace): string =>
  `/subscriptions/${workspace.subscriptionId}/resourceGroups/${workspace.resourceGroup}` +
  `/providers/Microsoft.OperationalInsights/workspaces/${workspace.workspaceName}` +
  "/providers/Microsoft.SecurityInsights";

/** `providerPath` in the casing that relations answer with: ids are compared without case. */
export const lowerCasedPath = (workspace: Workspace): string =>
  providerPath(workspace).replace("resourceGroups", "resourcegroups");
