/**
 * Names that no public resolver answers for, or that are set aside: the last labels of
 * https://www.iana.org/assignments/special-use-domain-names, the ones that companies use inside
 * (https://www.icann.org/en/board-activities-and-meetings/materials/approved-resolutions-special-meeting-of-the-icann-board-29-07-2024-en),
 * and the documentation names of RFC 2606.
 */
const special = [
  "alt",
  "arpa",
  "corp",
  "example",
  "example.com",
  "example.net",
  "example.org",
  "home",
  "internal",
  "intranet",
  "invalid",
  "lan",
  "local",
  "localdomain",
  "localhost",
  "mail",
  "onion",
  "private",
  "test",
  "workgroup",
];

/** Why a name is not one of the public DNS; undefined when it is. */
export function specialDomain(name: string): string | undefined {
  if (!name.includes(".")) return "a name without a dot is not public";
  const suffix = special.find((ending) => isInDomain(name, ending));
  return suffix === undefined ? undefined : `names under .${suffix} are not public`;
}

/** Whether a name is a domain or lies under it. */
export function isInDomain(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}
