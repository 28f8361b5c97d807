import type { LogRecord, Place } from "../log-record";
import { ECS, mappingOf } from "./ecs";
import { type WindowsEvent, textOf } from "./event";
import { windowsKind } from "./kind";
import { sqlServerFields } from "./sql-server";

/** A record of whatever Windows event `event` stands for at the moment. */
export function windowsRecord(
  event: WindowsEvent,
  place: () => Place,
  recordId: () => number | string = () => textOf(event, "EventRecordID"),
): LogRecord {
  return {
    get kind() {
      const id = event.raw("EventID");
      const eventId = typeof id === "number" ? id : Number(textOf(event, "EventID"));
      return windowsKind(textOf(event, "Channel"), textOf(event, "Provider_Name"), eventId);
    },
    get time() {
      return event.time;
    },
    count: 1,
    get(name) {
      const raw = event.raw(name);
      if (raw !== undefined) return raw;
      const common = ECS.get(name);
      if (!common) return undefined;
      const { channel = "", eventId = Number.NaN, categories } = this.kind;
      if (channel === "application" && categories.includes("authentication")) {
        const found = sqlServerFields(event, eventId).get(name);
        if (found !== undefined) return found;
      }
      return common(event, mappingOf(channel, eventId));
    },
    names: () => event.names(),
    text: () => written(event),
    identity: () =>
      [textOf(event, "Computer"), textOf(event, "Channel"), recordId(), event.time].join("|"),
    place,
  };
}

/** All that it says: "EventID=4625 … TargetUserName=ann". */
function written(event: WindowsEvent): string {
  return event
    .names()
    .map((name) => {
      const value = event.raw(name);
      return `${name}=${Array.isArray(value) ? value.join(", ") : String(value ?? "")}`;
    })
    .join(" ");
}
