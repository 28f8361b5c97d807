import type { AddressRow } from "./address-row";

const day = 86_400_000;
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
const page = (address: string): string => `https://viz.greynoise.io/ip/${address}`;

/** `/v3/community/{ip}` of an address that is known. */
export const communityAnswer = (row: AddressRow, now: number) => ({
  ip: row.address,
  noise: row.classification !== null,
  riot: row.trustLevel !== "",
  // A service that does not scan is benign here.
  classification: row.classification ?? "benign",
  name: row.name,
  link: page(row.address),
  last_seen: dayOf(now - row.daysAgo * day),
  message: "Success",
});

/** `/v3/ip/{ip}?quick=true`. */
export const quickAnswer = ({ address, trustLevel, classification }: AddressRow) => ({
  ip: address,
  business_service_intelligence: { found: trustLevel !== "", trust_level: trustLevel },
  internet_scanner_intelligence: {
    found: classification !== null,
    classification: classification ?? "",
  },
});

/** `/v3/ip/{ip}`; of what is not known all is empty. */
export const fullAnswer = (row: AddressRow, now: number) => ({
  ip: row.address,
  business_service_intelligence: service(row, now),
  internet_scanner_intelligence: row.classification === null ? noScanner : scanner(row, now),
});

const service = ({ trustLevel, name }: AddressRow, now: number) => {
  const isFound = trustLevel !== "";
  return {
    found: isFound,
    category: isFound ? "public_dns" : "",
    name: isFound ? name : "",
    description: "",
    explanation: "",
    last_updated: isFound ? new Date(now - day).toISOString() : "",
    reference: "",
    trust_level: trustLevel,
  };
};

const noScanner = {
  found: false,
  first_seen: "",
  last_seen: "",
  classification: "",
  actor: "",
  spoofable: false,
  bot: false,
  vpn: false,
  vpn_service: "",
  tor: false,
  cves: [],
  tags: [],
  metadata: {},
};

const scanner = (row: AddressRow, now: number) => ({
  ...noScanner,
  found: true,
  first_seen: "2026-01-02",
  last_seen: dayOf(now - row.daysAgo * day),
  last_seen_timestamp: `${dayOf(now - row.daysAgo * day)} 06:30:00`,
  classification: row.classification,
  actor: row.name,
  spoofable: row.isSpoofable,
  tags: row.tags.map((name) => ({
    id: "537cee16-c4a9-45cd-baf1-75963ab7bdd2",
    slug: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
    name,
    description: "<b>Invented</b> by nobody",
    category: "activity",
    intention: row.classification,
    recommend_block: false,
    cves: [],
  })),
  metadata: {
    asn: "AS64500",
    organization: "Example Transit",
    category: "isp",
    source_country: "Netherlands",
    source_country_code: "NL",
    rdns: "",
  },
});
