import { type Center, parentsOf } from "./client";
import type { Filter } from "./filter";
import { type Finding, findingsResponse } from "./schema";

/** Findings of one page, and pages of one parent that are read. */
export const pageSize = 100;
const maxPages = 3;

export interface Found {
  /** The newest first. */
  findings: Finding[];
  /** Whether there are more that were not read. */
  isCut: boolean;
}

/** The newest findings that a filter lets through, of all sources of all parents; each once. */
export async function listFindings(center: Center, filter: Filter): Promise<Found> {
  const byName = new Map<string, Finding>();
  let isCut = false;
  for (const parent of parentsOf(center)) {
    const found = await listAt(center, parent, filter);
    isCut ||= found.isCut;
    for (const one of found.findings) byName.set(one.canonicalName ?? one.name, one);
  }
  return { findings: [...byName.values()].toSorted((a, b) => timeOf(b) - timeOf(a)), isCut };
}

const timeOf = ({ eventTime }: Finding): number => Date.parse(eventTime ?? "") || 0;

async function listAt(center: Center, parent: string, filter: Filter): Promise<Found> {
  const findings: Finding[] = [];
  let pageToken = "";
  for (let pages = 0; pages < maxPages; pages++) {
    const page = await readPage(center, parent, {
      filter,
      orderBy: "event_time desc",
      pageSize: String(pageSize),
      ...(pageToken !== "" && { pageToken }),
    });
    findings.push(...page.findings);
    pageToken = page.nextPageToken;
    if (pageToken === "") return { findings, isCut: false };
  }
  return { findings, isCut: true };
}

/** One page of the findings of all sources of a parent. */
export const readPage = (center: Center, parent: string, query: Record<string, string>) =>
  center.with("securitycenter.findings.list").read(findingsResponse, {
    method: "GET",
    path: `/v2/${parent}/sources/-/locations/${center.settings.GOOGLE_SCC_LOCATION}/findings`,
    label: `findings of ${parent}`,
    query,
  });
