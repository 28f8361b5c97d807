import { z } from "zod";

/** What the secret holds: any name that Active Directory takes in a simple bind. */
export const credentials = z.object({
  bindDn: z.string().trim().min(1),
  // A simple bind without a password succeeds as nobody: RFC 4513, 5.1.2.
  password: z.string().min(1),
});
export type Credentials = z.infer<typeof credentials>;

/** Values by the attribute's name in lower case; an attribute that is not there has none. */
export type Entry = { dn: string; values: ReadonlyMap<string, readonly (string | Buffer)[]> };

export const textsIn = ({ values }: Entry, attribute: string): string[] =>
  (values.get(attribute.toLowerCase()) ?? []).map((value) => value.toString());

export const textIn = (entry: Entry, attribute: string): string | undefined =>
  textsIn(entry, attribute)[0];

export const bytesIn = ({ values }: Entry, attribute: string): Buffer[] =>
  (values.get(attribute.toLowerCase()) ?? []).map((value) =>
    typeof value === "string" ? Buffer.from(value) : value,
  );
