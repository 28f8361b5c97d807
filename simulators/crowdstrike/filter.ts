import type { Device } from "./device";

// The part of the Falcon Query Language that is understood here: hostname, with and without a wildcard.
const term = /^hostname:(\*?)'([^']*)'$/;

/** Which hosts a filter fits; undefined when it is not understood. A comma is "or". */
export function filterOf(filter: string): ((device: Device) => boolean) | undefined {
  if (filter === "") return () => true;
  const terms = filter.split(",").map((one) => term.exec(one));
  if (terms.includes(null)) return undefined;
  return ({ hostname }) =>
    terms.some((match) => {
      const [, wildcard, wanted = ""] = match!;
      const known = hostname.toLowerCase();
      if (!wildcard) return known === wanted.toLowerCase();
      const pattern = wanted.toLowerCase().split("*").map(escaped).join(".*");
      return new RegExp(`^${pattern}$`).test(known);
    });
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
