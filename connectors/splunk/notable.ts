import { randomUUID } from "node:crypto";
import { cleanLine } from "../../domain/clean-text";
import type { CloseFinding } from "../../domain/finding";
import type { Closing } from "../../domain/policy";
import { isSplunkFindingId } from "../../domain/splunk-finding";
import { ConnectorError, notConfigured } from "../connector-error";
import type { Secrets } from "../credentials";
import type { Http } from "../http";
import { lacks, managementHttp, vendor } from "./client";
import { runSearch } from "./job";
import { contextResponse, notableRow, notableUpdated } from "./schema";
import { findingOf } from "./searches";

export interface NotableOptions {
  url: string | undefined;
  secretName: string;
  /** The number of the status that ends a finding. */
  closedStatus: string;
  /** The numbers of those in which nobody has ended it. */
  openStatuses: readonly string[];
  /** By a reason or a classification of Sentinel. */
  dispositions: Readonly<Record<string, string>>;
}

/** Findings that are older are not looked for: an incident's alerts name what is new. */
const lookBackDays = 30;
const edit = "edit_notable_events";

/**
 * Findings of Splunk Enterprise Security, once called notable events:
 * https://docs.splunk.com/Documentation/ES/latest/API/NotableEventAPI
 */
export function notables(options: NotableOptions, secrets: Secrets) {
  const { url, secretName, closedStatus, openStatuses, dispositions } = options;
  const lacking = `give the token's user the role ess_analyst, the capabilities search and ${edit}, and the index notable`;
  let opened: Http | undefined;

  function http(): Http {
    if (url === undefined) throw notConfigured(vendor, "SPLUNK_URL");
    return (opened ??= managementHttp({ url, secretName, lacking }, secrets));
  }

  /** The state of a finding, searched anew each time: the answer of a moment ago may not be true any more. */
  async function look(id: string) {
    const question = { search: findingOf(id), days: lookBackDays, by: randomUUID() };
    const { rows, partial } = await runSearch(http(), question);
    // Splunk compares in any case.
    const found = rows.map(read).find((row) => row.event_id === id);
    if (found) return found;
    if (partial !== undefined) {
      const message = `The finding was not found in the part that was searched (${cleanLine(partial, 150)})`;
      throw new ConnectorError(vendor, "transient", message);
    }
    const message = `No finding of the last ${lookBackDays} days that the token is shown has this id: see that it is there, or ${lacking}`;
    throw new ConnectorError(vendor, "permanent", message);
  }

  const closeFinding: CloseFinding = async ({ id }, { closing, comment }) => {
    if (!isSplunkFindingId(id)) {
      throw new ConnectorError(vendor, "permanent", "What was given is no id of a finding");
    }
    const { status, status_label: label } = await look(id);
    if (!openStatuses.includes(status)) return { state: "was-closed", as: label ?? status };
    const disposition = dispositionOf(closing, dispositions);
    const answer = await http().write(notableUpdated, {
      method: "POST",
      path: "/services/notable_update",
      query: { output_mode: "json" },
      form: {
        ruleUIDs: id,
        status: closedStatus,
        comment,
        ...(disposition !== undefined && { disposition }),
      },
    });
    if (answer.success_count === 1) {
      const as = disposition === undefined ? "" : `, ${disposition}`;
      return { state: "closed", as: `status ${closedStatus}${as}` };
    }
    const words = cleanLine([answer.message, ...detailsOf(answer.details)].join(": "), 200);
    const message = `Splunk did not change the finding (${words}): see which changes of status it allows, and which numbers SPLUNK_ES_CLOSED_STATUS and SPLUNK_ES_DISPOSITIONS name`;
    throw new ConnectorError(vendor, "permanent", message);
  };

  return {
    closeFinding,

    /** Reads what the token's user may do; what it is shown only a search would tell. */
    async check(): Promise<string> {
      const { entry } = await http().read(contextResponse, {
        method: "GET",
        path: "/services/authentication/current-context",
        query: { output_mode: "json" },
      });
      const { username, capabilities } = entry[0]!.content;
      const missing = ["search", edit].find((one) => !capabilities.includes(one));
      if (missing !== undefined) throw lacks(missing, lacking);
      return `the token of ${cleanLine(username, 60)} may edit findings; only a search would show which`;
    },
  };
}

/** By its reason, which tells more, or else its classification; undefined leaves it as it is. */
const dispositionOf = (
  { classification, reason }: Closing,
  dispositions: NotableOptions["dispositions"],
): string | undefined => (reason && dispositions[reason]) ?? dispositions[classification];

function read(row: Record<string, unknown>) {
  const parsed = notableRow.safeParse(row);
  if (parsed.success) return parsed.data;
  throw new ConnectorError(vendor, "permanent", "The results of the search have other fields");
}

const detailsOf = (details: unknown): string[] =>
  typeof details === "object" && details !== null
    ? Object.values(details).filter((text): text is string => typeof text === "string")
    : [];
