import { z } from "zod";
import { numericId } from "../abuse-ch";
import { numeric } from "../numeric";

const text = z.string().nullish();

const row = z.object({
  id: numericId,
  /** "evil.example", a URL, a hash, or "203.0.113.77:443". */
  ioc: z.string(),
  ioc_type: text,
  confidence_level: numeric.nullish(),
  malware_printable: text,
  threat_type_desc: text,
  threat_type: text,
  first_seen: text,
  last_seen: text,
});

/** Indicators. Without any, `data` is a text. https://threatfox.abuse.ch/api/#search-ioc */
export const searchAnswer = z.object({ data: z.array(row) });

export type Row = z.infer<typeof row>;
