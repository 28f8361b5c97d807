import type { DefenderOutcome } from "../../domain/defender-incident";
import type { Closing } from "../../domain/policy";
import { audienceOf } from "../base-url";
import type { Checked } from "../checked";
import { ConnectorError } from "../connector-error";
import type { Tokens } from "../credentials";
import { createHttp } from "../http";
import type { Settings } from "../settings";
import { type DefenderIncident, incidentResponse, incidentsResponse } from "./schema";
import { wordsOf } from "./words";

const vendor = "graph-security";
const incidents = "/v1.0/security/incidents";
const label = `${incidents}/{id}`;
const mostMerges = 5;

// https://learn.microsoft.com/graph/best-practices-concept#handling-future-members-in-evolvable-enumerations
const headers = { Prefer: "include-unknown-enum-members" };

/**
 * Incidents of the Defender portal, through Microsoft Graph:
 * https://learn.microsoft.com/graph/api/resources/security-incident. There is no etag: only what is to
 * change is sent, and what somebody resolved is not touched.
 */
export function graphSecurity({ url }: Settings["graphSecurity"], tokens: Tokens) {
  const audience = audienceOf(url, "https://graph.microsoft.com");
  const http = createHttp({
    vendor,
    baseUrl: url,
    authorize: async () => ({ Authorization: `Bearer ${(await tokens.get(audience)).token}` }),
    forget: () => tokens.forget(audience),
    // https://learn.microsoft.com/defender-xdr/api-list-incidents: 50 calls a minute
    rateLimitSeconds: 60,
    advice: {
      403: "grant the app's managed identity the application permission SecurityIncident.ReadWrite.All of Microsoft Graph; it counts in new tokens only, which can take hours",
    },
  });

  const read = (id: string): Promise<DefenderIncident> =>
    http.read(incidentResponse, { method: "GET", path: pathOf(id), label, headers });

  /** The incident that one was merged into in the end; itself where it was not. */
  async function follow(id: string): Promise<DefenderIncident> {
    const seen = new Set<string>();
    for (let next = id; seen.size <= mostMerges && !seen.has(next);) {
      seen.add(next);
      const found = await read(next);
      if (!found.redirectIncidentId) return found;
      next = found.redirectIncidentId;
    }
    const message = `Incident ${id} was merged into others more than ${mostMerges} times, or in a circle: look for it in the Defender portal`;
    throw new ConnectorError(vendor, "permanent", message);
  }

  /** Says something of an incident, where nobody said just that before. */
  async function say({ id, comments }: DefenderIncident, comment: string): Promise<void> {
    if (comments?.some((one) => one.comment === comment)) return;
    await http.send({
      method: "POST",
      path: `${pathOf(id)}/comments`,
      label: `${label}/comments`,
      body: { "@odata.type": "microsoft.graph.security.alertComment", comment },
    });
  }

  return {
    /**
     * Resolves an incident as Sentinel's was closed; harmless to repeat. One that it was merged into has
     * alerts that nobody looked at: that gets the comment, and stays open.
     */
    async resolveIncident(id: string, closing: Closing, comment: string): Promise<DefenderOutcome> {
      const found = await follow(id);
      if (found.id !== id) {
        await say(found, `${comment}; that was incident ${id}, which was merged into this one`);
        return { id: found.id, state: "merged" };
      }
      if (found.status !== "resolved") {
        await say(found, comment);
        const body = { status: "resolved", ...wordsOf(closing) };
        await http.send({ method: "PATCH", path: pathOf(id), label, body });
      }
      return { id, state: "resolved" };
    },

    async check() {
      await http.read(incidentsResponse, {
        method: "GET",
        path: `${incidents}?$top=1`,
        label: incidents,
      });
      return "incidents of the Defender portal can be read";
    },
  } satisfies Checked & Record<string, unknown>;
}

function pathOf(id: string): string {
  if (/^\d{1,19}$/.test(id)) return `${incidents}/${id}`;
  throw new ConnectorError(
    vendor,
    "permanent",
    "The id of an incident of the Defender portal is a number",
  );
}
