// What the URL standard lets stand and RFC 3986 does not, and what could be read as mark-up.
const notInUris = /[^\w.~:/?#@!$&+,;=%-]|%(?![0-9a-f]{2})/gi;

/**
 * The address when it is https without a user, serialised so that no mark-up can hide in it, at most
 * 2,048 characters; else undefined.
 */
export function httpsUrl(text: string | undefined): string | undefined {
  const url = text === undefined ? null : URL.parse(text);
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "") return undefined;
  const [page = "", ...fragments] = url.href.split("#");
  const href = [page, ...(fragments.length > 0 ? [fragments.join("%23")] : [])]
    .join("#")
    .replace(notInUris, percentEncoded);
  return href.length <= 2_048 ? href : undefined;
}

const percentEncoded = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
