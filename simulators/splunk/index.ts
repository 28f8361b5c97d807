import type { Answer, Handler, SimulatedRequest, SimulatorFactory } from "../simulator";
import { type TakenRow, collector } from "./collector";
import type { EventRow } from "./filter";
import { type Account, type JobRow, searchJobs } from "./jobs";
import { messages } from "./messages";
import { type ReviewRow, shown, updateNotable } from "./notables";
import { type NotableRow, type Settings, sceneOf, testEvents, usual } from "./scene";

type Work = (request: SimulatedRequest, account: Account) => Answer;

/**
 * The management API of a Splunk search head: who the token is, and search jobs; and its HTTP Event Collector.
 * https://docs.splunk.com/Documentation/Splunk/latest/RESTREF/RESTprolog
 */
export const splunk: SimulatorFactory = (world) => {
  const settingsTable = world.table<Settings>("settings");
  const eventsTable = world.table<{ events: EventRow[] }>("events");
  const jobsTable = world.table<JobRow>("jobs");
  const takenTable = world.table<TakenRow>("taken");
  const settings = (): Settings => ({ ...usual, ...settingsTable.get("settings") });
  const events = (): EventRow[] => eventsTable.get("events")?.events ?? [];
  if (eventsTable.size() === 0) eventsTable.set("events", { events: testEvents(world.now()) });
  const notableTable = world.table<NotableRow>("notables");
  const reviewTable = world.table<ReviewRow>("reviews");
  const jobs = searchJobs(world, jobsTable, settings, {
    events,
    notables: () => notableTable.rows(),
    findings: (rows) => shown(rows, reviewTable.rows()),
  });

  const accountOf = ({ headers }: SimulatedRequest): Account | undefined => {
    const { token, capabilities, searchable, esToken, esCapabilities, esSearchable } = settings();
    const header = headers["authorization"];
    if (header === `Bearer ${token}`) return { username: "soar", capabilities, searchable };
    if (header !== `Bearer ${esToken}`) return undefined;
    return { username: "soar-es", capabilities: esCapabilities, searchable: esSearchable };
  };

  /** Lets in the tokens; without `output_mode=json`, in the address or the form, all answers would be XML. */
  const guarded =
    (work: Work): Handler =>
    (request) => {
      const account = accountOf(request);
      if (!account) return messages(401, "WARN", "call not properly authenticated");
      const form = new URLSearchParams(request.body.toString("utf8"));
      const mode = request.query.get("output_mode") ?? form.get("output_mode");
      const answer = work(request, account);
      if (mode === "json" || answer.status === 204) return answer;
      return { ...answer, headers: { "content-type": "text/xml" }, body: "<response/>" };
    };
  const having = (capability: string, work: Work): Handler =>
    guarded((request, account) =>
      account.capabilities.includes(capability)
        ? work(request, account)
        : messages(403, "WARN", "insufficient permission to access this resource"),
    );
  const searching = (work: Work): Handler => having("search", work);

  const path = "/services/search/v2/jobs";
  return {
    name: "splunk",
    routes: {
      "GET /services/authentication/current-context": guarded((_, { username, capabilities }) => {
        const content = { username, roles: [username], capabilities };
        return { body: { entry: [{ name: "context", content }] } };
      }),
      [`POST ${path}`]: searching(jobs.create),
      [`GET ${path}/{sid}`]: searching(jobs.read),
      [`GET ${path}/{sid}/results`]: searching(jobs.results),
      "POST /services/notable_update": having(
        "edit_notable_events",
        updateNotable(reviewTable, settings),
      ),
      ...collector(world, takenTable, settings),
    },
    setScene(value) {
      const { events: given, notables, ...changed } = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...changed });
      if (given) eventsTable.set("events", { events: given });
      if (notables) {
        notableTable.clear();
        reviewTable.clear();
        for (const row of notables) notableTable.set(row.eventId, row);
      }
    },
    state: () => ({
      ...settings(),
      token: "***",
      hecToken: "***",
      esToken: "***",
      events: events(),
      jobs: jobsTable.rows(),
      taken: takenTable.rows(),
      notables: notableTable.rows(),
      reviews: reviewTable.rows(),
    }),
  };
};
