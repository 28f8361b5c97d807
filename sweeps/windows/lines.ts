import type { LogRecord, Place } from "../log-record";
import { lazyWindowsEvent } from "./lazy-json";
import { windowsRecord } from "./record";

/** The record of a line or row that holds a Windows event; undefined for an object that is none. */
export function windowsRecordOf(
  event: Readonly<Record<string, unknown>>,
  line: { place(): Place },
): LogRecord | undefined {
  const found = lazyWindowsEvent(event);
  return found && windowsRecord(found, () => line.place());
}
