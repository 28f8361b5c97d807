import { randomFillSync } from "node:crypto";

const idBytes = 24;
// One call to the system for many ids: every invocation needs one.
const pool = Buffer.alloc(idBytes * 256);
let used = pool.length;

/** A W3C `traceparent` of a trace that begins here and is not sampled. */
export function newTraceParent(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const id = pool.toString("hex", used, used + idBytes);
  used += idBytes;
  return `00-${id.slice(0, 32)}-${id.slice(32)}-00`;
}
