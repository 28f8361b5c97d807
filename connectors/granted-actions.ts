import { z } from "zod";
import type { AzureGrant } from "../domain/azure-grant";
import { createArm } from "./arm";
import { ConnectorError } from "./connector-error";
import type { Tokens } from "./credentials";

const vendor = "azure-resource-manager";
const version = { "api-version": "2022-04-01" };
const maxPages = 20;

const actions = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

/** https://learn.microsoft.com/rest/api/authorization/permissions/list-for-resource */
const permissionsResponse = z.object({
  value: z.array(
    z.object({
      actions,
      notActions: actions,
      dataActions: actions,
      notDataActions: actions,
    }),
  ),
  nextLink: z.string().nullish(),
});

/**
 * Asks what the app's identity may do at a scope, by its resource id: one grant for each role that it has there or
 * above. A change of roles shows within some minutes.
 */
export function grantedActions({ url }: { url: string }, tokens: Tokens) {
  const arm = createArm(
    {
      vendor,
      url,
      permissions: "Microsoft.Authorization/permissions/read on it",
      notFound: "see whether it was deleted, or is named wrongly in the settings",
    },
    tokens,
  );

  return async function granted(scope: string): Promise<AzureGrant[]> {
    const grants: AzureGrant[] = [];
    let query: Record<string, string> = version;
    for (let pages = 0; pages < maxPages; pages++) {
      const { value, nextLink } = await arm.read(permissionsResponse, {
        method: "GET",
        path: `${scope}/providers/Microsoft.Authorization/permissions`,
        label: `permissions on ${scope}`,
        query,
      });
      grants.push(...value);
      if (!nextLink) return grants;
      const link = URL.parse(nextLink, url);
      // Only the query of the link is taken: tokens go nowhere else.
      query = { ...Object.fromEntries(link?.searchParams ?? []), ...version };
    }
    const message = `GET permissions on ${scope} went on after ${maxPages} pages: too many roles to compare`;
    throw new ConnectorError(vendor, "permanent", message);
  };
}
