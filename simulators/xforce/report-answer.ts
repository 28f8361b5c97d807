import { isIP } from "node:net";
import type { ReportRow } from "./report-row";

const descriptions = (cats: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.keys(cats).map((name) => [name, `This category contains ${name}.`]));

const geo = { country: "Netherlands", countrycode: "NL" };

/** An address: flat, its categories percentages, its history with milliseconds and without. */
export function addressAnswer({ value, score, cats }: ReportRow, now: number) {
  const [hour, minute] = [3_600_000, 60_000].map((past) => new Date(now - past).toISOString());
  const registry = {
    reason: "Regional Internet Registry",
    reasonDescription: "One of the five RIRs announced a (new) location mapping of the IP.",
  };
  const subnet = isIP(value) === 4 ? value.replace(/\d+$/, "0/24") : `${value}/128`;
  const entry = { ip: subnet, geo, score, cats, categoryDescriptions: descriptions(cats) };
  return {
    ip: value,
    history: [
      { created: "2012-03-22T07:26:00Z", ...registry, ...entry, score: 1, cats: {} },
      { created: hour, ...registry, ...entry },
    ],
    subnets: [{ created: minute, ...registry, ...entry, subnet }],
    cats,
    geo,
    score,
    ...registry,
    categoryDescriptions: descriptions(cats),
    tags: [],
  };
}

/** A URL or domain: inside `result`, its categories true. */
export const urlAnswer = ({ value, score, cats }: ReportRow) => ({
  result: {
    url: value,
    cats,
    score,
    application: null,
    categoryDescriptions: descriptions(cats),
  },
  associated: [],
  tags: [],
});

const types: Record<number, string> = { 32: "md5", 40: "sha1", 64: "sha256" };

/** A record of malware. */
export const malwareAnswer = ({ value, risk, family }: ReportRow, now: number) => ({
  malware: {
    type: types[value.length],
    hash: `0x${value.toUpperCase()}`,
    risk,
    family,
    familyMembers: {},
    created: new Date(now - 40 * 86_400_000).toISOString().replace(/\.\d+Z$/, "Z"),
    origins: {
      external: { source: "reversingLabs", family, detectionCoverage: 44, malwareType: "Trojan" },
      CnCServers: { rows: [] },
      downloadServers: { rows: [] },
      emails: { rows: [] },
      subjects: { rows: [] },
    },
  },
  tags: [],
});
