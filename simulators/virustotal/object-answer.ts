import { type Collection, typeOf } from "./object-kind";
import { categories, objectId, type ObjectRow } from "./object-row";

/**
 * An object in the API's envelope, with attributes that nobody may read, too.
 * https://docs.virustotal.com/reference/ip-object and its neighbours
 */
export function objectAnswer(row: ObjectRow, baseUrl: string, now: number) {
  const id = objectId(row);
  const seconds = Math.floor(now / 1_000);
  return {
    data: {
      id,
      type: typeOf[row.collection],
      links: { self: `${baseUrl}/api/v3/${row.collection}/${encodeURIComponent(id)}` },
      attributes: {
        ...(row.isAnalysed ? analysis(row, seconds - 3_600) : {}),
        last_modification_date: seconds - 1_800,
        reputation: -row.malicious,
        total_votes: { harmless: row.harmless > 0 ? 1 : 0, malicious: Math.min(row.malicious, 3) },
        tags: [],
        ...ofCollection[row.collection](row),
        ...row.attributes,
      },
    },
  };
}

function analysis(row: ObjectRow, seconds: number) {
  const stats = Object.fromEntries(categories.map((category) => [category, row[category]]));
  const ofFiles = { "type-unsupported": 0, "confirmed-timeout": 0, failure: 0 };
  return {
    last_analysis_date: seconds,
    last_analysis_stats: row.collection === "files" ? { ...stats, ...ofFiles } : stats,
    last_analysis_results: Object.fromEntries(engines(row).map((one) => [one.engine_name, one])),
  };
}

const results: Record<string, string | null> = {
  malicious: "malware",
  suspicious: "suspicious",
  harmless: "clean",
  undetected: "unrated",
  timeout: null,
};

function engines(row: ObjectRow) {
  const opinions = categories.flatMap((category) =>
    Array.from({ length: row[category] }, () => category),
  );
  return opinions.map((category, index) => ({
    engine_name: `Engine ${String(index + 1).padStart(2, "0")}`,
    category,
    result: results[category],
    method: "blacklist",
  }));
}

const ofCollection: Record<Collection, (row: ObjectRow) => Record<string, unknown>> = {
  ip_addresses: () => ({
    as_owner: "Example Transit",
    asn: 64_500,
    continent: "EU",
    country: "NL",
    regional_internet_registry: "RIPE NCC",
  }),
  domains: ({ value }) => ({
    tld: value.split(".").at(-1),
    registrar: "Example Registrar",
    creation_date: 1_700_000_000,
    popularity_ranks: {},
    last_dns_records: [],
    categories: {},
  }),
  urls: ({ value }) => ({
    url: value,
    last_final_url: value,
    title: "",
    threat_names: [],
    times_submitted: 3,
    last_http_response_code: 200,
    categories: {},
  }),
  files: ({ value }) => ({
    [hashNames[value.length] ?? "sha256"]: value.toLowerCase(),
    size: 1_024,
    type_tag: "unknown",
    names: [],
    sandbox_verdicts: {},
  }),
};

const hashNames: Record<number, string> = { 32: "md5", 40: "sha1", 64: "sha256" };
