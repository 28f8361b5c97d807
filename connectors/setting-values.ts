import { z } from "zod";
import { addressProblem } from "./base-url";

/** Values that settings are made of, as `config/settings.ts` reads them from the environment. */

// What Azure Functions does not know it does not set; what a template leaves open it sets to "".
/** Undefined where it is not set. */
export const optional = <T extends z.ZodType<unknown, string>>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

export const withDefault = <T extends z.ZodType<unknown, string>>(schema: T, value: string) =>
  z.preprocess((given) => (given === "" || given === undefined ? value : given), schema);

/** An https address without a final slash; http on this machine only. */
export const address = z
  .string()
  .superRefine((text, context) => {
    const problem = addressProblem(text);
    if (problem) context.addIssue(problem);
  })
  .transform((text) => text.replace(/\/+$/, ""));

export const guid = z.guid("must be a GUID").toLowerCase();
/** https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates */
export const secretName = z
  .string()
  .regex(/^[0-9A-Za-z-]{1,127}$/, "must be a Key Vault secret's name");

/** One of these words. */
export const choice = <T extends string>(...values: [T, ...T[]]) =>
  z.enum(values, `must be ${values.join(" or ")}`);

/** A whole number from `least` to `most`. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine(
      (number) => least <= number && number <= most,
      `must be a whole number from ${least} to ${most}`,
    );
