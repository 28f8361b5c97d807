import { cleanLine } from "../../domain/clean-text";
import type { FindingName } from "../../domain/finding-source";
import { type SccFinding, parseSccFinding } from "../../domain/scc-finding";
import { ConnectorError } from "../connector-error";
import { type Center, parentsOf, vendor } from "./client";
import { anyOf } from "./filter";
import { type Finding, findingsResponse } from "./schema";

/** One finding by its name, and what it is now; undefined where there is none. There is no GET: a list finds it. */
export async function findOne(
  center: Center,
  { id }: FindingName,
): Promise<{ at: SccFinding; finding: Finding | undefined }> {
  const at = parseSccFinding(id);
  if (!at || !parentsOf(center).includes(at.parent)) {
    const message = `The finding ${cleanLine(id, 120)} is of none of GOOGLE_SCC_PARENTS: look at it by hand`;
    throw new ConnectorError(vendor, "permanent", message);
  }
  const older = at.name.replace("/locations/global/", "/");
  const { findings } = await center.with("securitycenter.findings.list").read(findingsResponse, {
    method: "GET",
    path: `/v2/${at.within}/findings`,
    label: "{finding}",
    query: { filter: anyOf("name", [...new Set([at.name, older])]), pageSize: "10" },
  });
  // Google may answer the name in either form.
  const finding = findings.find(({ name }) => parseSccFinding(name)?.name === at.name);
  return { at, finding };
}
