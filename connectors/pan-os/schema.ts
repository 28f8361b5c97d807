import { z } from "zod";

const entry = z.object({
  "@ip": z.string(),
  tag: z.object({ member: z.array(z.object({ "#text": z.string() })).optional() }).optional(),
});

/**
 * An answer of the XML API, as its elements are read:
 * https://docs.paloaltonetworks.com/pan-os/11-1/pan-os-panorama-api/pan-os-xml-api-error-codes
 */
export const apiResponse = z.object({ response: z.object({ "@status": z.string() }) });

/** What `show object registered-ip` answers. */
export const registeredResponse = z.object({
  response: z.object({
    "@status": z.literal("success"),
    result: z.object({ entry: z.array(entry).optional() }),
  }),
});
