import { z } from "zod";
import { count } from "../numeric";

/** The section "general" of an indicator, the part that we read. https://otx.alienvault.com/api */
export const generalResponse = z.object({
  pulse_info: z.object({
    count,
    pulses: z
      .array(z.object({ /** UTC without a zone. */ modified: z.string().nullish().catch(null) }))
      .nullish(),
  }),
  /** Lists of what is popular or harmless that name it. */
  validation: z.array(z.unknown()).nullish(),
  false_positive: z.array(z.unknown()).nullish(),
});
export type General = z.infer<typeof generalResponse>;

/** Whose key it is. */
export const userResponse = z.object({ username: z.string().min(1) });
