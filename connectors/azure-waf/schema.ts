import { z } from "zod";

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();

/** A custom rule of Application Gateway; Azure's own word is "negationConditon". */
const gatewayRule = z.looseObject({
  name: text,
  priority: z.number(),
  state: text,
  action: z.string(),
  matchConditions: z.array(
    z.looseObject({
      matchVariables: z.array(z.looseObject({ variableName: z.string() })),
      operator: z.string(),
      negationConditon: z.boolean().nullish(),
      matchValues: texts,
    }),
  ),
});
export type GatewayRule = z.infer<typeof gatewayRule>;

/**
 * A policy; what we do not read is kept, since a PUT replaces it:
 * https://learn.microsoft.com/rest/api/application-gateway/web-application-firewall-policies/get
 */
export const gatewayPolicy = z.looseObject({
  etag: text,
  properties: z.looseObject({
    provisioningState: z.string(),
    policySettings: z.looseObject({ state: text, mode: text }).nullish(),
    customRules: z.array(gatewayRule).nullish(),
  }),
});
export type GatewayPolicy = z.infer<typeof gatewayPolicy>;

/** A custom rule of Front Door. */
const frontDoorRule = z.looseObject({
  name: text,
  priority: z.number(),
  enabledState: text,
  action: z.string(),
  matchConditions: z.array(
    z.looseObject({
      matchVariable: z.string(),
      operator: z.string(),
      negateCondition: z.boolean().nullish(),
      matchValue: texts,
    }),
  ),
});
export type FrontDoorRule = z.infer<typeof frontDoorRule>;

/** The same of Front Door: https://learn.microsoft.com/rest/api/frontdoorservice/webapplicationfirewall/policies/get */
export const frontDoorPolicy = z.looseObject({
  etag: text,
  properties: z.looseObject({
    provisioningState: z.string(),
    policySettings: z.looseObject({ enabledState: text, mode: text }).nullish(),
    customRules: z.looseObject({ rules: z.array(frontDoorRule).nullish() }).nullish(),
  }),
});
export type FrontDoorPolicy = z.infer<typeof frontDoorPolicy>;
