import { createHash } from "node:crypto";
import { setTimeout as pauseFor } from "node:timers/promises";
import { cleanLine } from "../../domain/clean-text";
import { ConnectorError } from "../connector-error";
import type { Http } from "../http";
import { vendor } from "./client";
import { type Job, createdResponse, jobResponse, resultsResponse } from "./schema";
import { maxRows } from "./searches";
import type { Spl } from "./spl";

const path = "/services/search/v2/jobs";
const json = { output_mode: "json" };

/** Splunk ends a search after this long by itself, with what it has found by then. */
const runSeconds = 60;
/** How long Splunk keeps what it found; the same question is not searched again before. */
const keptSeconds = 600;
const usualWaitsMs = [100, 300, 600, 1_000, 2_000, 4_000, 4_000, 4_000, 4_000, 4_000, 4_000, 4_000];

export interface Question {
  search: Spl;
  days: number;
  /** For whom it is asked: what another one asked is not given in its place. */
  by: string;
}

export interface Found {
  rows: Record<string, unknown>[];
  /** Why there may be more, as Splunk says it. */
  partial?: string;
}

/**
 * Runs a search as a job, and reads what it found. The job's id is made of the question, so that a question that
 * comes again, since its answer was lost or took too long, goes on with the job that is there.
 */
export async function runSearch(
  http: Http,
  question: Question,
  waitsMs: readonly number[] = usualWaitsMs,
): Promise<Found> {
  const sid = sidOf(question, Date.now());
  await start(http, question, sid);
  const job = await ended(http, sid, waitsMs);
  const { results } = await http.read(resultsResponse, {
    method: "GET",
    path: `${path}/${sid}/results`,
    query: { ...json, count: String(maxRows + 1) },
  });
  const partial = partialOf(job);
  return { rows: results, ...(partial !== undefined && { partial }) };
}

/** Another one for every ten minutes. */
export function sidOf({ search, days, by }: Question, now: number): string {
  const time = Math.floor(now / (keptSeconds * 1_000));
  const text = JSON.stringify([search, days, by, time]);
  return `soar_${createHash("sha256").update(text).digest("hex").slice(0, 32)}`;
}

async function start(http: Http, { search, days }: Question, sid: string): Promise<void> {
  const form = {
    ...json,
    id: sid,
    search,
    earliest_time: `-${days}d`,
    latest_time: "now",
    exec_mode: "normal",
    max_time: String(runSeconds),
    timeout: String(keptSeconds),
  };
  try {
    await http.read(createdResponse, { method: "POST", path, form });
  } catch (error) {
    // Splunk refuses an id that it has; by which status, it does not document.
    if (!isRefusal(error)) throw error;
    await look(http, sid).catch(() => {
      throw error;
    });
  }
}

const isRefusal = (error: unknown): boolean =>
  error instanceof ConnectorError && error.kind === "permanent" && error.status !== undefined;

const look = async (http: Http, sid: string): Promise<Job | undefined> =>
  (await http.read(jobResponse, { method: "GET", path: `${path}/${sid}`, query: json }))?.entry[0]!
    .content;

async function ended(http: Http, sid: string, waitsMs: readonly number[]): Promise<Job> {
  for (const waitMs of waitsMs) {
    const job = await look(http, sid);
    if (job?.isFailed || job?.dispatchState === "FAILED") throw failed(job);
    if (job?.isDone) return job;
    await pauseFor(waitMs);
  }
  const seconds = waitsMs.reduce((sum, one) => sum + one, 0) / 1_000;
  const message = `The search ${sid} was not done after ${seconds} s: see whether too many searches run`;
  throw new ConnectorError(vendor, "transient", message);
}

function failed({ messages = [] }: Job): ConnectorError {
  const words = cleanLine(messages.map(({ text }) => text).join("; "), 200);
  return new ConnectorError(
    vendor,
    "permanent",
    `The search failed at Splunk${words && ` (${words})`}: see its job inspector`,
  );
}

function partialOf({ isFinalized, messages = [] }: Job): string | undefined {
  const serious = messages.filter(({ type }) => ["WARN", "ERROR", "FATAL"].includes(type));
  if (serious.length > 0) return `Splunk says: ${serious.map(({ text }) => text).join("; ")}`;
  return isFinalized ? `Splunk ended the search early, after at most ${runSeconds} s` : undefined;
}
