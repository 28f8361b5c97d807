/** The portals in which an analyst opens an incident, of the public and the US Government clouds. */
const portals = new Set([
  "portal.azure.com",
  "security.microsoft.com",
  "portal.azure.us",
  "security.microsoft.us",
]);

// What the URL standard lets stand and RFC 3986 does not, and what could be read as mark-up.
const notInUris = /[^\w.~:/?#@!$&+,;=%-]|%(?![0-9a-f]{2})/gi;

/**
 * The address when it is an https page of one of Microsoft's portals, serialised so that no mark-up
 * can hide in it; else undefined.
 */
export function portalUrl(text: string | undefined): string | undefined {
  const url = text === undefined ? null : URL.parse(text);
  const isPortal = url?.protocol === "https:" && portals.has(url.hostname) && url.port === "";
  if (!isPortal || url.username !== "" || url.password !== "") return undefined;
  const [page = "", ...fragments] = url.href.split("#");
  const href = [page, ...(fragments.length > 0 ? [fragments.join("%23")] : [])]
    .join("#")
    .replace(notInUris, percentEncoded);
  return href.length <= 2_048 ? href : undefined;
}

const percentEncoded = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
