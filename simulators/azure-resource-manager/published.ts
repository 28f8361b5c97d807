import type { Body } from "./resource";

const subscription = "/subscriptions/11111111-1111-1111-1111-111111111111";
export const payroll = `${subscription}/resourceGroups/rg-payroll/providers`;
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

const networkInterface = (privateIPAddress: string, more: object = {}): Body => ({
  location: "westeurope",
  tags: { owner: "payroll" },
  properties: {
    ipConfigurations: [
      {
        name: "ipconfig1",
        properties: {
          privateIPAddress,
          privateIPAllocationMethod: "Static",
          subnet: { id: `${network}/virtualNetworks/vnet-hub/subnets/payroll` },
        },
      },
    ],
    dnsSettings: { dnsServers: ["10.0.0.4"] },
    enableAcceleratedNetworking: true,
    enableIPForwarding: false,
    macAddress: "00-0D-3A-1B-C7-21",
    primary: true,
    ...more,
  },
});

const virtualMachine = (
  computerName: string,
  publisher: string,
  disk: string,
  interfaces: string[],
): Body => ({
  location: "westeurope",
  tags: { owner: "payroll" },
  power: { from: "running", to: "running" },
  properties: {
    vmId: "5f0e1c3a-8f4b-4f0e-9a55-0c6a1d2e3f40",
    osProfile: { computerName },
    storageProfile: {
      imageReference: { publisher },
      osDisk: {
        osType: "Windows",
        managedDisk: { id: `${payroll}/Microsoft.Compute/disks/${disk}` },
      },
    },
    networkProfile: {
      networkInterfaces: interfaces.map((name) => ({
        id: `${payroll}/Microsoft.Network/networkInterfaces/${name}`,
      })),
    },
  },
});

/** What is there before any scene is set. */
export const published: Readonly<Record<string, Body>> = {
  [`${network}/networkSecurityGroups/nsg-edge`]: securityGroup([
    rule("deny-scanner", 100, { sourceAddressPrefix: "198.51.100.0/24" }),
    rule("allow-https", 300, { access: "Allow", protocol: "Tcp", destinationPortRange: "443" }),
  ]),
  [`${network}/networkSecurityGroups/nsg-payroll`]: securityGroup([]),
  [`${network}/networkSecurityGroups/nsg-soar-isolation`]: securityGroup([
    rule("deny-in", 100, {}),
    rule("deny-out", 100, { direction: "Outbound" }),
  ]),
  [`${payroll}/Microsoft.Network/networkInterfaces/nic-payroll-1`]: networkInterface("10.20.0.4", {
    networkSecurityGroup: { id: `${network}/networkSecurityGroups/nsg-payroll` },
  }),
  [`${payroll}/Microsoft.Network/networkInterfaces/nic-payroll-2`]: networkInterface("10.20.1.4"),
  [`${payroll}/Microsoft.Network/networkInterfaces/nic-desk`]: networkInterface("10.20.0.5"),
  [`${payroll}/Microsoft.Compute/disks/vm-payroll-os`]: { location: "westeurope", properties: {} },
  [`${payroll}/Microsoft.Compute/disks/vm-desk-os`]: { location: "westeurope", properties: {} },
  [`${payroll}/Microsoft.Compute/virtualMachines/vm-payroll`]: virtualMachine(
    "payroll01",
    "MicrosoftWindowsServer",
    "vm-payroll-os",
    ["nic-payroll-1", "nic-payroll-2"],
  ),
  [`${payroll}/Microsoft.Compute/virtualMachines/vm-desk`]: virtualMachine(
    "desk01",
    "MicrosoftWindowsDesktop",
    "vm-desk-os",
    ["nic-desk"],
  ),
  [`${payroll}/Microsoft.Storage/storageAccounts/stpayroll`]: {
    location: "westeurope",
    keys: ["key1", "key2"].map((keyName) => ({
      keyName,
      creationTime: "2024-02-03T04:05:06.0000000Z",
      renewals: 0,
    })),
    properties: {
      primaryEndpoints: {
        blob: "https://stpayroll.blob.core.windows.net/",
        file: "https://stpayroll.file.core.windows.net/",
      },
    },
  },
  [`${network}/ApplicationGatewayWebApplicationFirewallPolicies/waf-web`]: {
    location: "westeurope",
    tags: { owner: "web team" },
    properties: {
      policySettings: { state: "Enabled", mode: "Prevention", requestBodyCheck: true },
      managedRules: { managedRuleSets: [{ ruleSetType: "OWASP", ruleSetVersion: "3.2" }] },
      customRules: [
        {
          name: "limitLogin",
          priority: 1,
          ruleType: "MatchRule",
          action: "Log",
          matchConditions: [
            {
              matchVariables: [{ variableName: "RequestUri" }],
              operator: "Contains",
              negationConditon: false,
              matchValues: ["/login"],
              transforms: ["Lowercase"],
            },
          ],
        },
      ],
      applicationGateways: [{ id: `${network}/applicationGateways/agw-web` }],
    },
  },
  [`${network}/FrontDoorWebApplicationFirewallPolicies/wafshop`]: {
    location: "Global",
    sku: { name: "Premium_AzureFrontDoor" },
    properties: {
      policySettings: { enabledState: "Enabled", mode: "Prevention" },
      customRules: {
        rules: [
          {
            name: "blockCountries",
            priority: 2,
            enabledState: "Enabled",
            ruleType: "MatchRule",
            action: "Block",
            matchConditions: [
              {
                matchVariable: "SocketAddr",
                operator: "GeoMatch",
                negateCondition: false,
                matchValue: ["ZZ"],
                transforms: [],
              },
            ],
          },
        ],
      },
      managedRules: { managedRuleSets: [] },
      securityPolicyLinks: [],
    },
  },
};
