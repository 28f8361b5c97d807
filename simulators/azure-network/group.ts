/** The group that is there before any scene is set. */
export const publishedGroup = {
  subscriptionId: "11111111-1111-1111-1111-111111111111",
  resourceGroup: "rg-network",
  name: "ipg-soar-blocked",
  location: "westeurope",
  tags: { owner: "network team" },
  ipAddresses: ["192.0.2.1"],
  firewallPolicies: [
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-network/providers/Microsoft.Network/firewallPolicies/afwp-hub",
  ],
};
