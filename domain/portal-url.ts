import { httpsUrl } from "./https-url";

/** The portals in which an analyst opens an incident, of the public and the US Government clouds. */
const portals = new Set([
  "portal.azure.com",
  "security.microsoft.com",
  "portal.azure.us",
  "security.microsoft.us",
]);

/**
 * The address when it is an https page of one of Microsoft's portals, serialised so that no mark-up
 * can hide in it; else undefined.
 */
export function portalUrl(text: string | undefined): string | undefined {
  const href = httpsUrl(text);
  const url = href === undefined ? null : URL.parse(href);
  return url && portals.has(url.hostname) && url.port === "" ? href : undefined;
}
