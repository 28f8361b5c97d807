import { z } from "zod";

/**
 * A number or the text of one, as vendors write both. Null, "" and true are none: taken for 0, what a
 * vendor left out would read as "nothing is known against it".
 */
export const numeric = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,15}(?:\.\d{1,9})?$/)
    .transform(Number),
]);

/** A whole number of something. */
export const count = numeric.pipe(z.number().int().min(0));
