import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import { z } from "zod";
import { progressName } from "../activities/sweeping";
import type { Ledger } from "../ledger/ledger";
import type { SweepSource } from "../sweeps/configuration";
import { type SweepStatus, statusOf } from "../sweeps/status";
import { readJson } from "./read-json";
import { startSweep } from "./sweep-logs";

interface SweepsOptions {
  ledger: Pick<Ledger, "revise">;
  sources: readonly SweepSource[];
  now: () => Date;
}

const maxBytes = 4 * 1_024;

/** GET /api/sweeps: each source with its last sweep, how far behind it is, and what was odd, as JSON. */
export const listSweeps =
  ({ ledger, sources, now }: SweepsOptions) =>
  async (): Promise<HttpResponseInit> => {
    const all = await Promise.all(
      sources.map(async (source) => {
        const status = await statusOf(ledger, progressName(source.name));
        return shownOf(source, status, now());
      }),
    );
    return { headers: { "cache-control": "no-store" }, jsonBody: { sources: all } };
  };

const time = z.iso.datetime({ offset: true, error: "must be a time such as 2026-03-01T00:00:00Z" });
const body = z
  .strictObject({ from: time, to: time })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), "from must be before to")
  .transform(({ from, to }) => ({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  }))
  .optional();

/**
 * POST /api/sweeps/{source}: sweeps it now, or, with `{from, to}`, once more what happened between these
 * times, with a cursor of its own. Answers 202 with the management addresses.
 */
export const sweepNow =
  ({ sources, now }: Pick<SweepsOptions, "sources" | "now">) =>
  async (request: HttpRequest, client: DurableClient): Promise<HttpResponseInit> => {
    const { source = "" } = request.params;
    if (!sources.some(({ name }) => name === source)) {
      return problem(404, "sweeps.json has no such source: GET /api/sweeps lists them");
    }
    const read = await readJson(request, maxBytes);
    if (!read.ok) return problem(read.status, read.message);
    const asked = body.safeParse(read.value);
    if (!asked.success) {
      const [issue] = asked.error.issues;
      return problem(400, `${issue?.path.join(".") || "The body"}: ${issue?.message}`);
    }
    const backfill = asked.data;
    const at = now().toISOString();
    const id = backfill
      ? `sweep-${source}-backfill-${backfill.from}-${backfill.to}`
      : `sweep-${source}-${at}`;
    const { id: instanceId, started } = await startSweep(client, {
      source,
      at,
      id,
      ...(backfill && { backfill }),
    });
    return { status: 202, jsonBody: { id: instanceId, started } };
  };

function shownOf({ name, kind, respond }: SweepSource, status: SweepStatus | null, now: Date) {
  const behind = status?.caughtUpAt ? now.getTime() - Date.parse(status.caughtUpAt) : null;
  const { sweep = null } = status ?? {};
  return {
    name,
    kind,
    respond,
    /** Since it was read to its end; null when it never was. */
    minutesBehind: behind === null ? null : Math.round(behind / 60_000),
    lastRecordAt: status?.lastRecordAt ?? null,
    findingsWaiting: status?.waiting ?? 0,
    findingsLeftOver: status?.leftOver ?? 0,
    lastSweep: sweep && withoutRoom(sweep),
  };
}

/** What people need not know of it. */
const withoutRoom = ({
  room: _room,
  heldUntil: _heldUntil,
  ...shown
}: NonNullable<SweepStatus["sweep"]>) => shown;

const problem = (status: number, message: string): HttpResponseInit => ({
  status,
  jsonBody: { error: message },
});
