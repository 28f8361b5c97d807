import { z } from "zod";

/** A `long` comes as a number or, from some clusters, as a string; nothing counts as none. */
export const count = z.coerce.number().int().min(0);
export const bytes = z.coerce.number().min(0).catch(0);
export const moment = z.date().transform((date) => date.toISOString());
/** Where there is none the client says 1970. */
export const someMoment = z
  .date()
  .transform((date) => (date.getTime() === 0 ? null : date.toISOString()))
  .nullable()
  .catch(null);
export const text = z.string().nullable().catch(null);
export const texts = z.array(z.string().nullable()).nullable().catch(null);
