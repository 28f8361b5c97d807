import type { Body } from "./resource";

const subscription = "/subscriptions/11111111-1111-1111-1111-111111111111";
export const network = `${subscription}/resourceGroups/rg-network/providers/Microsoft.Network`;

const rule = (name: string, priority: number, more: object) => ({
  name,
  properties: {
    protocol: "*",
    sourcePortRange: "*",
    destinationPortRange: "*",
    sourceAddressPrefix: "*",
    sourceAddressPrefixes: [],
    destinationAddressPrefix: "*",
    destinationAddressPrefixes: [],
    access: "Deny",
    priority,
    direction: "Inbound",
    ...more,
  },
});

const securityGroup = (securityRules: object[]): Body => ({
  location: "westeurope",
  tags: { owner: "network team" },
  properties: { securityRules },
});

/** What is there before any scene is set. */
export const published: Readonly<Record<string, Body>> = {
  [`${network}/networkSecurityGroups/nsg-edge`]: securityGroup([
    rule("deny-scanner", 100, { sourceAddressPrefix: "198.51.100.0/24" }),
    rule("allow-https", 300, { access: "Allow", protocol: "Tcp", destinationPortRange: "443" }),
  ]),
};
