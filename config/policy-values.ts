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
    classification: z.enum(CLASSIFICATIONS).describe("As Sentinel classifies."),
    reason: z
      .enum(CLASSIFICATION_REASONS)
      .exactOptional()
      .describe("Sentinel's reason for the classification."),
  })
  .nullable();

/** An object with exactly these keys, each with a sentence of its own. */
export const each = <K extends string, T extends z.ZodType>(
  keys: readonly K[],
  value: T,
  saying: (key: K) => string,
): z.ZodObject<Record<K, T>, z.core.$strict> =>
  z.strictObject(
    Object.fromEntries(keys.map((key) => [key, value.describe(saying(key))])) as Record<K, T>,
  );
