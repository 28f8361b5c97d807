import { dateText, status } from "../abuse-ch";
import type { Answer } from "../simulator";
import type { Indicator } from "./indicator";

/** An indicator with its id. */
export interface Entry extends Indicator {
  id: number;
}

/** https://threatfox.abuse.ch/api/#search-ioc: `data` is a list, and a text where there is nothing. */
export function searchAnswer(entries: Entry[], now: number): Answer {
  if (entries.length === 0) {
    return status("no_result", { data: "Your search did not yield any results" });
  }
  return status("ok", { data: entries.map((entry) => rowOf(entry, now)) });
}

function rowOf({ samples, ageDays, ...entry }: Entry, now: number) {
  const family = `win.${entry.malware.toLowerCase().replaceAll(/\W+/g, "_")}`;
  return {
    id: String(entry.id),
    ioc: entry.ioc,
    threat_type: entry.threat_type,
    threat_type_desc: `Indicator of the kind ${entry.threat_type}`,
    ioc_type: entry.ioc_type,
    ioc_type_desc: entry.ioc_type,
    malware: family,
    malware_printable: entry.malware,
    malware_alias: null,
    malware_malpedia: `https://malpedia.example/details/${family}`,
    confidence_level: entry.confidence_level,
    first_seen: `${dateText(now - ageDays * 86_400_000)} UTC`,
    last_seen: null,
    reporter: "demo",
    reference: null,
    tags: null,
    malware_samples: samples.map((hash) => ({ sha256_hash: hash, time_stamp: dateText(now) })),
  };
}
