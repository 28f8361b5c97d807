import { type Simulator, type Table, type World } from "../simulator";
import { type Account, openAccount } from "./account";
import { createEventsApi } from "./events-api";
import { alertAnswer, incidentAnswer, noteAnswer } from "./incident-answer";
import { listIncidents } from "./incident-list";
import { createIncident, createNote, updateIncident } from "./incident-writes";
import { pageOf } from "./pages";
import { play } from "./play";
import { type Named, policy, priorities, reference, services, users, web } from "./people";
import { notFound, restError } from "./refusals";
import { createRestGate } from "./rest-gate";
import { type Settings, parseScene, usual } from "./scene";

/** An account of PagerDuty: its Events API v2, and of its REST API v2 what incidents need. */
export function pagerduty(world: World): Simulator {
  const scenes: Table<Settings> = world.table("scene");
  const settings = (): Settings => scenes.get("scene") ?? usual;
  const account = openAccount(world);
  const events = createEventsApi(world, account, settings);
  const guarded = createRestGate(world, settings);
  const root = (): string => world.url();
  const incident = (id = ""): ReturnType<Account["incident"]> => {
    events.settle();
    return account.incident(id);
  };

  const whole = (type: string, one: Named) => ({
    ...one,
    type,
    summary: one.name,
    self: `${root()}/${type}s/${one.id}`,
    html_url: `${web}/${type}s/${one.id}`,
    ...(type === "service" && {
      status: settings().serviceStatus,
      escalation_policy: reference("escalation_policy", policy, root()),
    }),
  });

  return {
    name: "pagerduty",
    secrets: ["routing_key"],
    routes: {
      "POST /v2/enqueue": events.enqueue,
      "GET /incidents": guarded(({ query }) => {
        events.settle();
        return listIncidents(account, query, world.now(), root());
      }),
      "POST /incidents": guarded(
        (request) => createIncident(account, settings(), request, root()),
        true,
      ),
      "GET /incidents/{id}": guarded(({ params }) => {
        const row = incident(params["id"]);
        return row ? { body: { incident: incidentAnswer(row, account, root()) } } : notFound();
      }),
      "PUT /incidents/{id}": guarded((request) => {
        events.settle();
        return updateIncident(account, settings(), request, root());
      }, true),
      "GET /incidents/{id}/notes": guarded(({ params }) => {
        const row = incident(params["id"]);
        if (!row) return notFound();
        const notes = account.notesOf(row.id).toReversed();
        return { body: { notes: notes.map((note) => noteAnswer(note, root())) } };
      }),
      "POST /incidents/{id}/notes": guarded(
        (request) => createNote(account, request, root()),
        true,
      ),
      "GET /incidents/{id}/alerts": guarded(({ params, query }) => {
        const row = incident(params["id"]);
        if (!row) return notFound();
        const alerts = account.alertsOf(row.id).map((alert) => alertAnswer(alert, root()));
        return pageOf("alerts", alerts, query);
      }),
      "GET /abilities": guarded(() => ({ body: { abilities: ["sso", "urgencies", "teams"] } })),
      "GET /priorities": guarded(({ query }) =>
        pageOf(
          "priorities",
          priorities.map((one) => ({ ...one, type: "priority", summary: one.name })),
          query,
        ),
      ),
      "GET /services/{id}": guarded(({ params }) => {
        const service = services.find(({ id }) => id === params["id"]);
        return service ? { body: { service: whole("service", service) } } : notFound();
      }),
      "GET /users": guarded(({ query }) => {
        const text = (query.get("query") ?? "").toLowerCase();
        const found = users.filter(({ name, email }) =>
          `${name} ${email}`.toLowerCase().includes(text),
        );
        return pageOf(
          "users",
          found.map((user) => whole("user", user)),
          query,
        );
      }),
      // The key is the account's, and not a user's.
      "GET /users/me": guarded(() =>
        restError(400, 2001, "Invalid Input Provided", ["An account-level key has no user"]),
      ),
    },
    setScene(input) {
      const { incidents = [], ...rest } = parseScene(input);
      scenes.set("scene", { ...settings(), ...rest });
      for (const one of incidents) play(account, one);
    },
    state: () => {
      events.settle();
      return { ...settings(), ...account.all(), dropped: events.dropped() };
    },
  };
}
