import { z } from "zod";

const texts = z.array(z.string()).nullish();
const text = z.string().nullish();

/**
 * A security rule; what we do not read is kept, since a PUT replaces the rule:
 * https://learn.microsoft.com/rest/api/virtualnetwork/security-rules/create-or-update
 */
const ruleResponse = z.object({
  name: z.string(),
  etag: text,
  properties: z.looseObject({
    priority: z.number(),
    direction: z.string(),
    access: z.string(),
    protocol: text,
    sourcePortRange: text,
    destinationPortRange: text,
    sourceAddressPrefix: text,
    sourceAddressPrefixes: texts,
    destinationAddressPrefix: text,
    destinationAddressPrefixes: texts,
    provisioningState: text,
  }),
});
export type Rule = z.infer<typeof ruleResponse>;

/** https://learn.microsoft.com/rest/api/virtualnetwork/network-security-groups/get */
export const groupResponse = z.object({
  properties: z.object({
    provisioningState: z.string(),
    securityRules: z
      .array(ruleResponse)
      .nullish()
      .transform((rules) => rules ?? []),
  }),
});
export type Group = z.infer<typeof groupResponse>;
