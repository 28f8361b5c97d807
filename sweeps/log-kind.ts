/**
 * What sort of record it is, in Sigma's words of a log source
 * (https://github.com/SigmaHQ/sigma-specification, "Log source"). One object for each sort: what was
 * worked out for a kind is kept by its identity.
 */
export interface LogKind {
  /** "windows", "linux", "mssql", … */
  readonly product: string;
  /** "sshd", "auth", "security": every service that a rule may call it. */
  readonly services: readonly string[];
  /** "authentication", "webserver", "file_access": likewise. */
  readonly categories: readonly string[];
  /** Of a Windows event, in lower case. */
  readonly channel?: string;
  /** Of a Windows event. */
  readonly eventId?: number;
}

/** Logs choose channels and event ids: those beyond this many are made anew each time. */
const MOST_KINDS = 20_000;

const kinds = new Map<string, LogKind>();

/** The one object that stands for a kind. */
export function logKind(kind: LogKind): LogKind {
  const key = JSON.stringify([
    kind.product,
    kind.services,
    kind.categories,
    kind.channel,
    kind.eventId,
  ]);
  const known = kinds.get(key);
  if (known) return known;
  const made = Object.freeze({ ...kind });
  if (kinds.size < MOST_KINDS) kinds.set(key, made);
  return made;
}
