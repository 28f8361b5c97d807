import type { Clock } from "../clock";
import type { Engine } from "../engine/engine";
import type { Log } from "../log";
import type { Warn } from "../warnings";
import type { HubReference } from "./payloads";

/** What the management API works on. */
export interface ManagementOptions extends HubReference {
  engine: Engine;
  clock: Clock;
  log: Log;
  /** Told of what callers run into. */
  warn?: Warn;
}
