import { network, payroll } from "./published";
import type { Role, Roles } from "./roles";

const role = (actions: string[], notActions: string[] = []): Role => ({
  actions,
  notActions,
  dataActions: [],
  notDataActions: [],
});
const groupOf = (scope: string): string => scope.slice(0, scope.indexOf("/providers"));
const security = groupOf(network).replace("rg-network", "rg-soc");
const itsNetwork = ["read", "write", "join/action"];

/** What the caller may do before any scene is set. The first is as it is built in, in part. */
export const publishedRoles: Roles = {
  [security]: {
    "Microsoft Sentinel Responder": role(
      [
        "Microsoft.SecurityInsights/*/read",
        "Microsoft.SecurityInsights/incidents/*",
        "Microsoft.OperationalInsights/workspaces/*/read",
        "Microsoft.Authorization/*/read",
      ],
      ["Microsoft.SecurityInsights/incidents/*/Delete"],
    ),
    Geolocation: role(["Microsoft.SecurityInsights/enrichment/listGeodataByIp/action"]),
  },
  [groupOf(network)]: {
    "Network containment": role([
      "Microsoft.Authorization/permissions/read",
      "Microsoft.Network/ipGroups/*",
      "Microsoft.Network/networkSecurityGroups/read",
      "Microsoft.Network/networkSecurityGroups/join/action",
      "Microsoft.Network/networkSecurityGroups/securityRules/*",
      "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/read",
      "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/write",
      "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies/read",
      "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies/write",
    ]),
  },
  [groupOf(payroll)]: {
    "Workload containment": role([
      "Microsoft.Authorization/permissions/read",
      "Microsoft.Compute/virtualMachines/read",
      "Microsoft.Compute/virtualMachines/deallocate/action",
      "Microsoft.Compute/virtualMachines/start/action",
      "Microsoft.Compute/disks/read",
      "Microsoft.Compute/disks/beginGetAccess/action",
      "Microsoft.Compute/snapshots/read",
      "Microsoft.Compute/snapshots/write",
      ...itsNetwork.map((verb) => `Microsoft.Network/networkInterfaces/${verb}`),
    ]),
  },
  "/subscriptions/11111111-1111-1111-1111-111111111111": {
    "Key rotation": role([
      "Microsoft.Storage/storageAccounts/read",
      "Microsoft.Storage/storageAccounts/listKeys/action",
      "Microsoft.Storage/storageAccounts/regenerateKey/action",
    ]),
  },
};
