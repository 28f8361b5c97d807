import type { Json } from "../../domain/json";
import { ConnectorError } from "../connector-error";
import { vendor } from "./client";

/** A member of what was before; undefined where it has none. */
export const memberOf = (before: Json, name: string): Json | undefined =>
  typeof before === "object" && before !== null && !Array.isArray(before)
    ? before[name]
    : undefined;

/** Says why what was before is not brought back. */
export const cannotRestore = (message: string): ConnectorError =>
  new ConnectorError(vendor, "permanent", message);
