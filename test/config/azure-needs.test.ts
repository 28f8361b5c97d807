import { azureNeeds } from "../../config/azure-needs";
import { builtInRoles } from "../../config/built-in-roles";
import { permissionsOf } from "../../config/permissions";
import { readPolicy } from "../../config/policy";
import { readSettings } from "../../config/settings";
import { type AzureGrant, isGranted } from "../../domain/azure-grant";
import { localValues } from "../support/local-values";

const local = localValues("http://127.0.0.1:9");
const needed = (more: Record<string, string> = {}) => {
  const policy = readPolicy("policy.json");
  for (const source of Object.values(policy.context)) source.isAsked = true;
  for (const source of Object.values(policy.sources)) source.isAsked = true;
  for (const kind of Object.values(policy.contain.kinds)) kind.act = "ask";
  return permissionsOf(policy, readSettings({ ...local, ...more }));
};
const ledger = { LEDGER: "tables:https://ledger.table.core.windows.net" };

// As they are published: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
const published: Record<string, Partial<AzureGrant>> = {
  "Microsoft Sentinel Responder": {
    actions: ["Microsoft.SecurityInsights/*/read", "Microsoft.SecurityInsights/incidents/*"],
    notActions: ["Microsoft.SecurityInsights/incidents/*/Delete"],
  },
  "Log Analytics Reader": {
    actions: ["*/read", "Microsoft.OperationalInsights/workspaces/search/action"],
    notActions: ["Microsoft.OperationalInsights/workspaces/sharedKeys/read"],
  },
  "Security Reader": { actions: ["Microsoft.Security/*/read"] },
  "Key Vault Secrets User": {
    dataActions: [
      "Microsoft.KeyVault/vaults/secrets/getSecret/action",
      "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
    ],
  },
  "Storage Table Data Contributor": {
    actions: ["read", "write", "delete"].map(
      (verb) => `Microsoft.Storage/storageAccounts/tableServices/tables/${verb}`,
    ),
    dataActions: ["read", "write", "delete", "add/action", "update/action"].map(
      (verb) => `Microsoft.Storage/storageAccounts/tableServices/tables/entities/${verb}`,
    ),
  },
};

describe("builtInRoles", () => {
  it("has every role that can be needed, and no other", () => {
    const roles = needed(ledger)
      .filter(({ of }) => of === "Azure role")
      .map(({ name }) => name);

    expect(Object.keys(builtInRoles).toSorted()).toEqual(
      [...new Set([...roles, "Security Reader"])].toSorted(),
    );
  });

  it.each(Object.entries(builtInRoles))("has of %s only what that role gives", (name, used) => {
    const none = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
    const grants = [{ ...none, ...published[name] }];

    expect(used.actions.length + used.dataActions.length).toBeGreaterThan(0);
    for (const action of used.actions) {
      expect([action, isGranted(grants, { action, isData: false })]).toEqual([action, true]);
    }
    for (const action of used.dataActions) {
      expect([action, isGranted(grants, { action, isData: true })]).toEqual([action, true]);
    }
  });
});

describe("azureNeeds()", () => {
  it("names each action, the scope of the settings, and what gives it", () => {
    const { needs } = azureNeeds(needed());

    expect(needs).toContainEqual({
      action: "Microsoft.Network/networkSecurityGroups/securityRules/write",
      isData: false,
      scope: local["AZURE_NSG"],
      from: "a custom role on the network security group",
      for: ["nsg-block"],
    });
    expect(needs).toContainEqual(
      expect.objectContaining({
        action: "Microsoft.SecurityInsights/incidents/write",
        scope: local["SENTINEL_WORKSPACE_RESOURCE_ID"],
        from: "the role Microsoft Sentinel Responder",
      }),
    );
  });

  it("says what cannot be compared, and why", () => {
    const { needs, untold } = azureNeeds(needed({ AZURE_NSG: "" }));

    expect(needs.map(({ scope }) => scope)).not.toContain(local["AZURE_NSG"]);
    expect(untold).toEqual(
      expect.arrayContaining([
        { what: "an action", on: "the network security group", why: "AZURE_NSG is not set" },
        { what: "an action", on: "the virtual machine", why: "no setting has its resource id" },
        {
          what: "Key Vault Secrets User",
          on: "the secret servicenow-credentials",
          why: "no setting has its resource id",
        },
      ]),
    );
  });

  it("does not guess what a role is used for that it has no actions of", () => {
    const role = {
      of: "Azure role",
      name: "Reader",
      on: "it",
      at: "AZURE_NSG",
      scope: "/x",
      for: [],
    };

    expect(azureNeeds([role])).toEqual({
      needs: [],
      untold: [{ what: "Reader", on: "it", why: "it is not known which actions are used" }],
    });
  });

  it("compares or tells every permission of Azure", () => {
    const all = needed(ledger).filter(({ of }) => of === "Azure" || of === "Azure role");
    const { needs, untold } = azureNeeds(all);

    const compared = new Set(
      needs.map(({ from, scope, action }) =>
        from.startsWith("a custom") ? action + scope : from + scope,
      ),
    );
    expect(compared.size + untold.length).toBe(all.length);
  });
});
