import type { ContextSourceName } from "../../domain/context-source";
import type { Permission } from "../../domain/kind-of-containment";
import { notConfigured } from "../connector-error";
import { provider } from "../provider";
import { aclBlock, readAcl } from "./acl-block";
import { accessKeys } from "./access-keys";
import type { Arn } from "./arn";
import { createAws, vendor } from "./client";
import { detectorOf, guardDutyContext } from "./guardduty";
import { closeInGuardDuty } from "./guardduty-close";
import { checkHub, hubContext } from "./hub";
import { closeInHub } from "./hub-close";
import { noteInHub } from "./hub-note";
import type { Place } from "./instance";
import { isolateInstance } from "./isolate-instance";
import { callerAnswer } from "./iam-schema";
import { nameOfSet } from "./ip-set";
import { roleSessions } from "./role-sessions";
import { lackingIn, settings } from "./settings";
import { stopInstance } from "./stop-instance";
import { readSet, wafBlock } from "./waf-block";

const on = (resource: string, ...names: string[]): Permission[] =>
  names.map((name) => ({ of: "AWS", name, on: resource }));

/** What each source of context needs. */
const readings: Partial<Record<ContextSourceName, readonly Permission[]>> = {
  guardduty: [
    { of: "AWS", name: "guardduty:ListDetectors" },
    ...on("arn:aws:guardduty:*:*:detector/*", "guardduty:ListFindings", "guardduty:GetFindings"),
  ],
  "security-hub": on("arn:aws:securityhub:*:*:hub/default", "securityhub:GetFindings"),
};

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
    AWS_NETWORK_ACL: "acl-0a1b2c3d4e5f60001",
    AWS_ISOLATION_GROUPS: "sg-0a1b2c3d4e5f6000f",
  },
  scope: ({ AWS_ROLE_ARN: role }) => role?.account ?? "",
  reads: (_, source) => readings[source] ?? [],
  open(given, { tokens }) {
    const asked = createAws(given, tokens);
    const lacking = lackingIn(given);
    function ourRole(): Arn {
      if (!given.AWS_ROLE_ARN) throw notConfigured(vendor, "AWS_ROLE_ARN");
      return given.AWS_ROLE_ARN;
    }
    const place = (): Place => ({
      account: ourRole().account,
      region: given.AWS_REGION ?? "",
    });
    return {
      containments: {
        "aws-waf-block": wafBlock(asked, given),
        "disable-aws-access-keys": accessKeys(asked, ourRole),
        "isolate-ec2-instance": isolateInstance(asked, given.AWS_ISOLATION_GROUPS, place),
        "stop-ec2-instance": stopInstance(asked, place),
        "revoke-aws-role-sessions": roleSessions(asked, ourRole),
        "aws-acl-block": aclBlock(asked, given.AWS_NETWORK_ACL),
      },
      context: {
        guardduty: guardDutyContext(asked, place),
        "security-hub": hubContext(asked, place),
      },
      findings: { guardduty: closeInGuardDuty(asked), "security-hub": closeInHub(asked) },
      findingNotes: { "security-hub": noteInHub(asked) },
      checkSources: {
        guardduty: async () => {
          const { region } = place();
          return `detector ${await detectorOf(asked, region)} of ${region}`;
        },
        "security-hub": () => checkHub(asked),
      },
      /** Asks who it is, and reads what the settings name. */
      async check() {
        const { Arn: role } = await asked("sts").read("GetCallerIdentity", {}, callerAnswer);
        const words = [`it is ${role}`];
        for (const set of [given.AWS_WAF_IPV4_SET, given.AWS_WAF_IPV6_SET]) {
          if (!set) continue;
          const { IPSet } = await readSet(asked, set);
          words.push(`IP set ${nameOfSet(set).Name}: ${IPSet.Addresses.length} addresses`);
        }
        const { AWS_NETWORK_ACL: acl } = given;
        if (acl !== undefined) words.push(`${acl}: ${(await readAcl(asked, acl)).length} rules`);
        return words.join(", ");
      },
      ...(lacking !== undefined && { off: `${lacking} is not set` }),
    };
  },
});
