import { z } from "zod";

/** One resource of Azure Resource Manager. */
export interface ArmResource {
  subscriptionId: string;
  name: string;
  id: string;
  /** Its path, each value percent-encoded. */
  path: string;
  /** Its id in lower case: equal for equal resources, whose ids come in any case. */
  key: string;
}

// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const resourceGroup = /^[\p{L}\p{N}._()-]{0,89}[\p{L}\p{N}_()-]$/u;
const resourceName = /^[a-z0-9](?:[\w.-]{0,126}\w)?$/i;

/** A resource of exactly one type ("Microsoft.Compute/virtualMachines"); undefined when the text is anything else. */
export function parseArmId(text: string, type: string): ArmResource | undefined {
  const [root, subscriptions, subscriptionId = "", groups, group = "", providers, ...rest] =
    text.split("/");
  const [provider = "", kind = "", name = "", ...more] = rest;
  const words = [root, subscriptions, groups, providers, provider, kind].join("/").toLowerCase();
  if (words !== `/subscriptions/resourcegroups/providers/${type.toLowerCase()}`) return undefined;
  const areValid =
    guid.test(subscriptionId) && resourceGroup.test(group) && resourceName.test(name);
  if (!areValid || more.length > 0) return undefined;
  const id = (inGroup: string): string =>
    `/subscriptions/${subscriptionId}/resourceGroups/${inGroup}/providers/${type}/${name}`;
  const path = id(encodeURIComponent(group));
  return { subscriptionId, name, id: id(group), path, key: id(group).toLowerCase() };
}

/** A setting that names one resource of a type; `what` ends "must be the resource id of". */
export const armId = (type: string, what: string) =>
  z
    .string()
    .transform((id) => parseArmId(id, type))
    .refine((parsed) => parsed !== undefined, `must be the resource id of ${what}`);
