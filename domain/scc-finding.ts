/** A finding of Google Security Command Center, from its name. */
export interface SccFinding {
  /** With its location: "organizations/1/sources/2/locations/global/findings/3". */
  name: string;
  /** "organizations/1" */
  parent: string;
  /** Where it is listed: "organizations/1/sources/2/locations/global". */
  within: string;
}

const pattern =
  /^(?:\/\/securitycenter\.googleapis\.com\/)?((?:organizations|folders|projects)\/[a-z0-9-]{1,40})\/sources\/(\d{1,30})(?:\/locations\/([a-z0-9-]{1,40}))?\/findings\/([A-Za-z0-9]{1,32})$/;

/**
 * A text that is, from end to end, the name of a finding, with a location or in the older form without, which is in
 * "global". Undefined for anything else.
 * https://cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.locations.findings
 */
export function parseSccFinding(text: string): SccFinding | undefined {
  const [, parent, source, location = "global", id] = pattern.exec(text) ?? [];
  if (parent === undefined) return undefined;
  const within = `${parent}/sources/${source}/locations/${location}`;
  return { name: `${within}/findings/${id}`, parent, within };
}
