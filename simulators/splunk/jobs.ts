import type { Answer, SimulatedRequest, Table, World } from "../simulator";
import type { EventRow } from "./filter";
import { messages } from "./messages";
import type { NotableRow, Settings } from "./scene";
import type { Finding } from "./notables";
import { type ResultRow, searched, timeOf } from "./search";
import { SearchError } from "./tokens";

export interface JobRow {
  sid: string;
  search: string;
  earliest: string;
  created: number;
  /** When it began to run; undefined while it waits for another one. */
  started: number | undefined;
  seconds: number;
  maxSeconds: number;
  keptSeconds: number;
  fails: string | null;
  warnings: string[];
  results: ResultRow[];
}

/** Whose token it is. */
export interface Account {
  username: string;
  capabilities: string[];
  /** Indexes. */
  searchable: string[];
}

export interface Held {
  events(): EventRow[];
  notables(): NotableRow[];
  findings(rows: readonly NotableRow[]): Finding[];
}

/** Search jobs: https://docs.splunk.com/Documentation/Splunk/latest/RESTREF/RESTsearch */
export function searchJobs(
  world: World,
  jobs: Table<JobRow>,
  settings: () => Settings,
  held: Held,
) {
  const endOf = ({ started, seconds, maxSeconds }: JobRow): number =>
    started === undefined
      ? Number.POSITIVE_INFINITY
      : started + 1_000 * (maxSeconds > 0 ? Math.min(seconds, maxSeconds) : seconds);
  const isDone = (job: JobRow): boolean => world.now() >= endOf(job);

  /** Drops what was kept long enough, and lets those run that waited. */
  function advance(): void {
    for (const job of jobs.rows()) {
      if (isDone(job) && world.now() >= endOf(job) + job.keptSeconds * 1_000) jobs.delete(job.sid);
    }
    const running = jobs.rows().filter((job) => job.started !== undefined && !isDone(job)).length;
    const free = settings().mostSearches - running;
    const waiting = jobs.rows().filter(({ started }) => started === undefined);
    for (const job of waiting.slice(0, Math.max(0, free))) {
      jobs.set(job.sid, { ...job, started: world.now() });
    }
  }

  function create({ body }: SimulatedRequest, { searchable }: Account): Answer {
    const form = new URLSearchParams(body.toString("utf8"));
    const search = form.get("search")?.trim() ?? "";
    const sid = form.get("id") ?? `${Math.floor(world.now() / 1_000)}.${jobs.size() + 1}`;
    if (!/^[\w.@-]{1,256}$/.test(sid)) return messages(400, "FATAL", "Invalid sid.");
    if (jobs.get(sid)) return messages(400, "FATAL", `A search job with sid=${sid} exists.`);
    const { searchSeconds, fails, warnings, hasEnterpriseSecurity } = settings();
    const now = world.now();
    const earliest = form.get("earliest_time") ?? "";
    try {
      const from = earliest === "" ? 0 : timeOf(earliest, now);
      const to = timeOf(form.get("latest_time") ?? "now", now);
      const isWithin = ({ at }: { at: string }): boolean =>
        Date.parse(at) >= from && Date.parse(at) < to;
      const within = held.events().filter((one) => searchable.includes(one.index) && isWithin(one));
      const mayReview = searchable.includes("notable");
      const findings = mayReview ? held.findings(held.notables().filter(isWithin)) : [];
      jobs.set(sid, {
        sid,
        search,
        earliest,
        created: now,
        started: undefined,
        seconds: searchSeconds,
        maxSeconds: Number(form.get("max_time") ?? 0),
        keptSeconds: Number(form.get("timeout") ?? 86_400),
        fails,
        warnings,
        results: searched(search, within, hasEnterpriseSecurity ? findings : undefined),
      });
    } catch (error) {
      if (error instanceof SearchError) return messages(400, "FATAL", error.message);
      throw error;
    }
    advance();
    return { status: 201, body: { sid } };
  }

  const withJob =
    (answer: (job: JobRow, request: SimulatedRequest) => Answer) =>
    (request: SimulatedRequest): Answer => {
      advance();
      const job = jobs.get(request.params["sid"] ?? "");
      return job ? answer(job, request) : messages(404, "FATAL", "Unknown sid.");
    };

  return {
    create,
    read: withJob((job) => {
      const done = isDone(job);
      const isFailed = done && job.fails !== null;
      const isFinalized = done && job.maxSeconds > 0 && job.seconds > job.maxSeconds;
      const running = job.started === undefined ? "QUEUED" : "RUNNING";
      const said = [
        ...job.warnings.map((text) => ({ type: "WARN", text })),
        ...(isFailed ? [{ type: "FATAL", text: job.fails }] : []),
      ];
      const content = {
        sid: job.sid,
        dispatchState: isFailed ? "FAILED" : done ? "DONE" : running,
        isDone: done,
        isFailed,
        isFinalized,
        doneProgress: done ? 1 : 0,
        resultCount: done ? job.results.length : 0,
        messages: said,
      };
      return { body: { entry: [{ name: job.search, content }] } };
    }),
    results: withJob((job, { query }) => {
      if (!isDone(job)) return { status: 204 };
      const count = Number(query.get("count") ?? 100);
      const results = count === 0 ? job.results : job.results.slice(0, count);
      return { body: { preview: false, init_offset: 0, messages: [], results } };
    }),
  };
}
