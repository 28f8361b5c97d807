import type { Answer, SimulatedRequest, Table } from "../simulator";
import type { NotableRow, Settings } from "./scene";

/** What somebody made of a finding; it is kept by the id alone, also of one that is not there. */
export interface ReviewRow {
  eventId: string;
  status: string;
  disposition: string;
  comment: string;
}

/** As the macro "notable" shows it. */
export interface Finding {
  event_id: string;
  status: string;
  status_label: string;
  disposition: string;
}

const labels: Readonly<Record<string, string>> = {
  "0": "Unassigned",
  "1": "New",
  "2": "In Progress",
  "3": "Pending",
  "4": "Resolved",
  "5": "Closed",
};

/** Findings with their last review. */
export const shown = (rows: readonly NotableRow[], reviews: readonly ReviewRow[]): Finding[] =>
  rows.map(({ eventId }) => {
    const last = reviews.findLast((one) => one.eventId === eventId);
    const { status = "1", disposition = "disposition:6" } = last ?? {};
    return { event_id: eventId, status, status_label: labels[status] ?? "", disposition };
  });

const says = (status: number, success: boolean, message: string, more: object = {}): Answer => ({
  status,
  body: {
    success,
    message,
    success_count: success ? 1 : 0,
    failure_count: success ? 0 : 1,
    warnings: [],
    details: {},
    ...more,
  },
});

/** https://docs.splunk.com/Documentation/ES/latest/API/NotableEventAPI */
export const updateNotable =
  (reviews: Table<ReviewRow>, settings: () => Settings) =>
  ({ body }: SimulatedRequest): Answer => {
    const form = new URLSearchParams(body.toString("utf8"));
    const eventId = form.get("ruleUIDs") ?? "";
    const status = form.get("status") ?? "";
    if (eventId === "") return says(400, false, "ruleUIDs or searchID is required");
    const { refusesTransition } = settings();
    if (refusesTransition !== null || labels[status] === undefined) {
      const why = refusesTransition ?? `status ${status} is not valid`;
      return says(200, false, "1 event could not be edited", { details: { [eventId]: why } });
    }
    const last = reviews.rows().findLast((one) => one.eventId === eventId);
    const row = {
      eventId,
      status,
      disposition: form.get("disposition") ?? last?.disposition ?? "disposition:6",
      comment: form.get("comment") ?? "",
    };
    reviews.set(String(reviews.size()), row);
    return says(200, true, "1 event updated successfully");
  };
