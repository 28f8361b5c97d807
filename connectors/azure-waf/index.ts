import { z } from "zod";
import { armId } from "../arm-resource";
import { priorities } from "../priorities";
import { provider } from "../provider";
import { address, choice, optional, withDefault } from "../setting-values";
import { wafBlock } from "./block";
import { frontDoor } from "./front-door";
import { gateway } from "./gateway";

const policies =
  "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg-network/providers/Microsoft.Network";

export const azureWaf = provider({
  name: "azure-waf",
  title: "Azure web application firewalls",
  settings: z.object({
    AZURE_RESOURCES_URL: withDefault(address, "https://management.azure.com"),
    AZURE_WAF_POLICY: optional(armId(gateway.type, "an Application Gateway's WAF policy")),
    AZURE_FRONT_DOOR_POLICY: optional(
      armId(
        "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies",
        "a Front Door's WAF policy",
      ),
    ),
    AZURE_FRONT_DOOR_MATCH: withDefault(choice("SocketAddr", "RemoteAddr"), "SocketAddr"),
    AZURE_WAF_PRIORITIES: withDefault(priorities(1, 100), "1-50"),
  }),
  local: {
    AZURE_RESOURCES_URL: "{simulators}/azure-resource-manager",
    AZURE_WAF_POLICY: `${policies}/ApplicationGatewayWebApplicationFirewallPolicies/waf-web`,
    AZURE_FRONT_DOOR_POLICY: `${policies}/FrontDoorWebApplicationFirewallPolicies/wafshop`,
  },
  scope: ({ AZURE_WAF_POLICY: web, AZURE_FRONT_DOOR_POLICY: door }) =>
    (web ?? door)?.subscriptionId ?? "",
  open(settings, { tokens }) {
    const { AZURE_RESOURCES_URL: url, AZURE_WAF_PRIORITIES: allowed } = settings;
    const { AZURE_WAF_POLICY: web, AZURE_FRONT_DOOR_POLICY: door } = settings;
    const common = { url, priorities: allowed };
    const atGateway = wafBlock(gateway, { ...common, policy: web }, tokens);
    const dialect = frontDoor(settings.AZURE_FRONT_DOOR_MATCH);
    const atFrontDoor = wafBlock(dialect, { ...common, policy: door }, tokens);
    const used = [...(web ? [atGateway] : []), ...(door ? [atFrontDoor] : [])];
    return {
      containments: { "waf-block": atGateway, "front-door-block": atFrontDoor },
      check: async () => (await Promise.all(used.map((one) => one.check()))).join("; "),
      ...(used.length === 0 && {
        off: "neither AZURE_WAF_POLICY nor AZURE_FRONT_DOOR_POLICY is set",
      }),
    };
  },
});
