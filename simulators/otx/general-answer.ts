import type { IndicatorRow, Slug } from "./indicator-row";

const sections: Record<Slug, string[]> = {
  IPv4: "general geo reputation url_list passive_dns malware nids_list http_scans".split(" "),
  IPv6: "general geo reputation url_list passive_dns malware nids_list http_scans".split(" "),
  domain: "general geo url_list passive_dns malware whois http_scans".split(" "),
  hostname: "general geo url_list passive_dns malware whois http_scans".split(" "),
  url: "general url_list http_scans screenshot".split(" "),
  file: "general analysis".split(" "),
};

/** Which sections an indicator has. */
export const hasSection = (slug: Slug, section: string): boolean =>
  sections[slug].includes(section);

/** OTX neither lists nor counts more. */
const mostPulses = 50;

/** The section "general". What is unknown has an answer of the same form. */
export function generalAnswer(row: IndicatorRow, now: number) {
  const { slug, pulses, validation, isFalsePositive } = row;
  const count = Math.min(pulses, mostPulses);
  const isAddress = slug === "IPv4" || slug === "IPv6";
  return {
    sections: sections[slug],
    indicator: slug === "IPv6" ? expanded(row.value) : row.value,
    ...titles(row),
    // Always 0, whatever the pulses say; names have none.
    ...(isAddress ? { reputation: 0, asn: "AS64500 Example Transit", country_code: "NL" } : {}),
    ...(slug === "url" || slug === "file" ? {} : { whois: "http://whois.domaintools.com/" }),
    validation: validation.map((source) => ({
      source,
      message: `Listed by ${source}`,
      name: `Listed on ${source}`,
    })),
    base_indicator: count === 0 ? {} : { id: 1_190_012, access_type: "public", content: "" },
    pulse_info: {
      count,
      pulses: Array.from({ length: count }, (_, index) => pulse(index, now)),
      references: count === 0 ? [] : ["https://blog.example/post", "Trojan:Win32/Demo"],
      related: { alienvault: nothing, other: nothing },
    },
    false_positive: isFalsePositive
      ? [{ assessment: "accepted", assessment_date: timestamp(now), report_date: timestamp(now) }]
      : [],
  };
}

const nothing = { adversary: [], malware_families: [], industries: [] };
const day = 86_400_000;

/** UTC with microseconds, and without a zone. */
const timestamp = (time: number): string => new Date(time).toISOString().replace("Z", "000");

const pulse = (index: number, now: number) => ({
  id: (0x64f0c0ffee + index).toString(16).padStart(24, "0"),
  name: `Demo campaign ${index + 1}`,
  description: "<b>Invented</b> by nobody",
  created: timestamp(now - (index + 30) * day),
  modified: timestamp(now - (index + 1) * day),
  tags: ["demo"],
  references: ["https://blog.example/post"],
  public: 1,
  adversary: "",
  malware_families: [],
  attack_ids: [],
  TLP: "white",
  author: { username: "demo", id: "1" },
});

const hashTypes: Record<number, [type: string, title: string]> = {
  32: ["md5", "FileHash-MD5"],
  40: ["sha1", "FileHash-SHA1"],
  64: ["sha256", "FileHash-SHA256"],
};

function titles({ slug, value }: IndicatorRow) {
  const [type, title] = (slug === "file" ? hashTypes[value.length] : undefined) ?? [slug, slug];
  return { type, type_title: title };
}

/** Addresses come back with all their zeros: "2606:4700:0:0:0:0:0:1". */
function expanded(address: string): string {
  const [head = "", tail] = address.split("::");
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  return [...groups(head), ...Array.from({ length: zeros }, () => "0"), ...groups(tail)].join(":");
}

const groups = (part = ""): string[] => part.split(":").filter((group) => group !== "");
