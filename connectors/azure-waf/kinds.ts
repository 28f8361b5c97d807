import type { KindOfContainment } from "../../domain/kind-of-containment";

const azure = (name: string, at: string) => ({
  of: "Azure",
  name: `Microsoft.Network/${name}`,
  on: "the policy",
  at,
});

export const kinds = {
  "waf-block": {
    verb: "Block in the Application Gateway's firewall",
    undoVerb: "Unblock in the Application Gateway's firewall",
    takes: ["address"],
    vendor: "azure-waf",
    permissions: [
      azure("ApplicationGatewayWebApplicationFirewallPolicies/read", "AZURE_WAF_POLICY"),
      azure("ApplicationGatewayWebApplicationFirewallPolicies/write", "AZURE_WAF_POLICY"),
    ],
    effect: "as soon as Azure has updated the gateways that use the policy",
  },
  "front-door-block": {
    verb: "Block in Front Door's firewall",
    undoVerb: "Unblock in Front Door's firewall",
    takes: ["address"],
    vendor: "azure-waf",
    permissions: [
      azure("FrontDoorWebApplicationFirewallPolicies/read", "AZURE_FRONT_DOOR_POLICY"),
      azure("FrontDoorWebApplicationFirewallPolicies/write", "AZURE_FRONT_DOOR_POLICY"),
    ],
    effect: "when Front Door has brought the policy to all of its places, some minutes later",
  },
} as const satisfies Record<string, KindOfContainment>;
