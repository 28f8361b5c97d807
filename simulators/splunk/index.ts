import type { Answer, SimulatedRequest, SimulatorFactory } from "../simulator";
import { type TakenRow, collector } from "./collector";
import type { EventRow } from "./filter";
import { type JobRow, searchJobs } from "./jobs";
import { messages } from "./messages";
import { type Settings, sceneOf, testEvents, usual } from "./scene";

type Work = (request: SimulatedRequest) => Answer;

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
  const jobs = searchJobs(world, jobsTable, events, settings);

  /** Lets in the token; without `output_mode=json`, in the address or the form, all answers would be XML. */
  const guarded =
    (work: Work): Work =>
    (request) => {
      if (request.headers["authorization"] !== `Bearer ${settings().token}`) {
        return messages(401, "WARN", "call not properly authenticated");
      }
      const form = new URLSearchParams(request.body.toString("utf8"));
      const mode = request.query.get("output_mode") ?? form.get("output_mode");
      const answer = work(request);
      if (mode === "json" || answer.status === 204) return answer;
      return { ...answer, headers: { "content-type": "text/xml" }, body: "<response/>" };
    };
  const searching = (work: Work): Work =>
    guarded((request) =>
      settings().capabilities.includes("search")
        ? work(request)
        : messages(403, "WARN", "insufficient permission to access this resource"),
    );

  const path = "/services/search/v2/jobs";
  return {
    name: "splunk",
    routes: {
      "GET /services/authentication/current-context": guarded(() => {
        const { capabilities } = settings();
        const content = { username: "soar", roles: ["soar"], capabilities };
        return { body: { entry: [{ name: "context", content }] } };
      }),
      [`POST ${path}`]: searching(jobs.create),
      [`GET ${path}/{sid}`]: searching(jobs.read),
      [`GET ${path}/{sid}/results`]: searching(jobs.results),
      ...collector(world, takenTable, settings),
    },
    setScene(value) {
      const { events: given, ...changed } = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...changed });
      if (given) eventsTable.set("events", { events: given });
    },
    state: () => ({
      ...settings(),
      token: "***",
      hecToken: "***",
      events: events(),
      jobs: jobsTable.rows(),
      taken: takenTable.rows(),
    }),
  };
};
