import type { ContainmentMethod } from "../../domain/containing";
import { ConnectorError } from "../connector-error";
import { type Okta, userIdOf, vendor } from "./client";
import { resolveUser } from "./find";
import { type LogEvent, eventsResponse } from "./schema";

/** Two clocks are never the same. */
const toleranceMs = 2_000;
const cleared = "user.session.clear";

/**
 * Ends every session of a user and takes their tokens:
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserSessions/. Whether it
 * happened only the System Log tells, some seconds later. Its `state` is empty: sessions come and go.
 */
export function clearSessions(okta: () => Okta): ContainmentMethod {
  async function wasCleared(user: string, since: string): Promise<boolean> {
    const id = userIdOf(user);
    const from = Date.parse(since) - toleranceMs;
    const events = await okta().logs.read(eventsResponse, {
      method: "GET",
      path: "/api/v1/logs",
      query: {
        since: new Date(from).toISOString(),
        filter: `eventType eq "${cleared}" and target.id eq "${id}"`,
      },
    });
    return events.some((event) => isAbout(event, id) && Date.parse(event.published) >= from);
  }

  return {
    resolve: (claim) =>
      resolveUser(okta(), claim, ({ status, profile: { login } }) =>
        status === "DEPROVISIONED"
          ? `${login} is deactivated, which ended its sessions: is it somebody else?`
          : undefined,
      ),
    async look({ id }, { since }) {
      return { state: {}, effect: (await wasCleared(id, since)) ? "in-effect" : "none" };
    },
    act: ({ id }) =>
      okta().managing.send({
        method: "DELETE",
        path: `/api/v1/users/${userIdOf(id)}/sessions`,
        label: "/api/v1/users/{id}/sessions",
        query: { oauthTokens: "true", forgetDevices: "true" },
      }),
    undo({ label }) {
      const message = `The sessions of ${label} cannot be given back: its user signs in again`;
      return Promise.reject(new ConnectorError(vendor, "permanent", message));
    },
  };
}

const isAbout = ({ eventType, outcome, target }: LogEvent, id: string): boolean =>
  eventType === cleared &&
  outcome?.result !== "FAILURE" &&
  (target ?? []).some((one) => one.id === id);
