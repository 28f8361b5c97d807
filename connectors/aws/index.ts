import { notConfigured } from "../connector-error";
import { provider } from "../provider";
import { accessKeys } from "./access-keys";
import type { Arn } from "./arn";
import { createAws, vendor } from "./client";
import { nameOfSet } from "./ip-set";
import { roleSessions } from "./role-sessions";
import { lackingIn, settings } from "./settings";
import { readSet, wafBlock } from "./waf-block";

export const aws = provider({
  name: "aws",
  title: "Amazon Web Services",
  settings,
  local: {
    AWS_URL: "{simulators}/aws",
    AWS_REGION: "eu-west-1",
    AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/soar-response",
    AWS_AUDIENCE: "api://soar-federation-0a1b",
    AWS_WAF_IPV4_SET:
      "arn:aws:wafv2:eu-west-1:123456789012:regional/ipset/soar-blocked/a1b2c3d4-0000-4000-8000-000000000004",
    AWS_WAF_IPV6_SET:
      "arn:aws:wafv2:eu-west-1:123456789012:regional/ipset/soar-blocked-6/a1b2c3d4-0000-4000-8000-000000000006",
  },
  scope: ({ AWS_ROLE_ARN: role }) => role?.account ?? "",
  open(given, { tokens }) {
    const asked = createAws(given, tokens);
    const lacking = lackingIn(given);
    function ourRole(): Arn {
      if (!given.AWS_ROLE_ARN) throw notConfigured(vendor, "AWS_ROLE_ARN");
      return given.AWS_ROLE_ARN;
    }
    return {
      containments: {
        "aws-waf-block": wafBlock(asked, given),
        "disable-aws-access-keys": accessKeys(asked, () => ourRole().account),
        "revoke-aws-role-sessions": roleSessions(asked, ourRole),
      },
      /** Reads what the settings name, as the role. */
      async check() {
        const words: string[] = [];
        for (const set of [given.AWS_WAF_IPV4_SET, given.AWS_WAF_IPV6_SET]) {
          if (!set) continue;
          const { IPSet } = await readSet(asked, set);
          words.push(`IP set ${nameOfSet(set).Name}: ${IPSet.Addresses.length} addresses`);
        }
        return words.join(", ");
      },
      ...(lacking !== undefined && { off: `${lacking} is not set` }),
    };
  },
});
