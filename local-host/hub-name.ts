/**
 * The name of a task hub. One that host.json gives must fit where Azure keeps hubs; without one it is made
 * from the name of the site, as Azure makes it.
 */
export function hubNameOf(
  own: string,
  siteName: string | undefined,
  refuse: (expected: string) => never,
): string {
  if (own === "") return siteName ? sanitized(siteName) : "TestHubName";
  if (/^[a-z][a-z0-9]{2,44}$/i.test(own)) return own;
  return refuse(`3 to 45 letters and digits, the first one a letter, and is "${own}"`);
}

function sanitized(siteName: string): string {
  const name = siteName.replaceAll(/[^\p{L}\p{Nd}]/gu, "");
  if (name === "") return "DefaultTaskHub";
  const started = /^\p{Nd}/u.test(name) ? `t${name}` : name;
  const cut = started.slice(0, 45);
  return cut.length < 3 ? `${cut}Hub` : cut;
}
