import type { Answer, Handler, Table, World } from "../simulator";
import type { Account } from "./account";
import { type Event, eventOf } from "./event-rules";
import { pagerdutyRoutingKey, services } from "./people";
import { invalidEvent, tooManyEvents } from "./refusals";
import type { Settings } from "./scene";
import { createWindow } from "./window";

interface Waiting {
  event: Event;
  /** Milliseconds since 1970. */
  due: number;
}

/** The Events API v2. What it took is processed later: 202 says no more than that. */
export interface EventsApi {
  enqueue: Handler;
  /** Processes what is due. */
  settle(): void;
  /** Events that were taken and changed nothing. */
  dropped(): { action: string; dedupKey: string }[];
}

export function createEventsApi(
  world: World,
  account: Account,
  settings: () => Settings,
): EventsApi {
  const queue: Table<Waiting> = world.table("queue");
  const dropped: Table<{ action: string; dedupKey: string }> = world.table("dropped");
  const counters: Table<number> = world.table("events");
  const window = createWindow(world, "event-rate");

  function next(): number {
    const value = (counters.get("taken") ?? 0) + 1;
    counters.set("taken", value);
    return value;
  }

  function settle(): void {
    const due = queue.keys().filter((key) => (queue.get(key)?.due ?? Infinity) <= world.now());
    for (const key of due) {
      const waiting = queue.get(key);
      queue.delete(key);
      if (waiting && !process(account, waiting.event)) {
        const { action, dedupKey } = waiting.event;
        dropped.set(key, { action, dedupKey });
      }
    }
  }

  return {
    settle,
    dropped: () => dropped.rows(),
    enqueue({ json, body }): Answer {
      const event = eventOf(json, body.length);
      if (!("routingKey" in event)) return event;
      if (event.routingKey !== pagerdutyRoutingKey) return invalidEvent("Invalid routing key");
      if (window.take(settings().eventsPerMinute).isOver) return tooManyEvents();
      const number = next();
      const dedupKey = event.dedupKey || `made-up-${number}`;
      const due = world.now() + settings().processingSeconds * 1_000;
      queue.set(String(number), { event: { ...event, routingKey: "", dedupKey }, due });
      settle();
      return {
        status: 202,
        body: { status: "success", message: "Event processed", dedup_key: dedupKey },
      };
    },
  };
}

/** What an event does to the alert of its key; false when it does nothing. */
function process(account: Account, event: Event): boolean {
  const alert = account.openAlert(event.dedupKey);
  const incident = alert && account.incident(alert.incidentId);
  if (event.action === "trigger") return trigger(account, event, alert);
  if (!incident) return false;
  if (event.action === "resolve") {
    account.change(incident, { status: "resolved" });
    return true;
  }
  if (incident.status !== "triggered") return false;
  account.change(incident, { status: "acknowledged" });
  return true;
}

/** An open alert takes it up; without one, whatever was resolved before, another is opened. */
function trigger(
  account: Account,
  { dedupKey, summary, severity, body }: Event,
  open: ReturnType<Account["openAlert"]>,
): true {
  if (open) {
    account.repeat(open, { summary, severity, body });
    return true;
  }
  const urgency = severity === "critical" || severity === "error" ? "high" : "low";
  const incident = account.open({ title: summary, serviceId: services[0]?.id ?? "", urgency });
  account.raise({ alertKey: dedupKey, incidentId: incident.id, summary, severity, body });
  return true;
}
