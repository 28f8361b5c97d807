import { z } from "zod";
import { parseNetwork } from "../domain/address";
import { CLASSIFICATIONS, CLASSIFICATION_REASONS, SEVERITIES } from "../domain/incident";

/** Values that several sections of the policy are made of. */

export const severity = z.enum(SEVERITIES);
export const whole = (least: number, most: number) => z.int().min(least).max(most);

export const networks = z.array(
  z.string().refine((text) => parseNetwork(text) !== undefined, {
    error: ({ input }) =>
      `Invalid network: expected CIDR such as 192.0.2.0/24, got ${JSON.stringify(input)}`,
  }),
);

export const domains = z.array(
  z.string().regex(/^(?=.{1,253}$)([a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}$/, {
    error: ({ input }) =>
      `Invalid domain: expected lower case and no final dot such as contoso.example, got ${JSON.stringify(input)}`,
  }),
);

export const closing = z
  .strictObject({
    classification: z.enum(CLASSIFICATIONS),
    reason: z.enum(CLASSIFICATION_REASONS).exactOptional(),
  })
  .nullable();

/** An object that has each of some names, and no other. */
export const each = <const Name extends string, T extends z.ZodType>(
  names: readonly Name[],
  value: T,
) =>
  z.strictObject(
    Object.fromEntries(names.map((name) => [name, value])) as unknown as Record<Name, T>,
  );
