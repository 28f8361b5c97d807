import { createHash } from "node:crypto";
import type { DurableClient } from "durable-functions";
import type { ResponsesInput, Starting } from "../activities/starting";
import { guidOf } from "../activities/step";
import { findingsIn } from "../activities/sweeping";
import type { IncidentHint, WorkspaceRef } from "../domain/incident";
import { incidentKey } from "../domain/incident";
import { hintOfFinding, updateOfFinding } from "../domain/incident-of-finding";
import { success } from "../domain/outcome";
import type { Policy } from "../domain/policy";
import { reportOnlyBecause, sweepPolicyOf } from "../domain/sweep-policy";
import { flowsOf } from "../durable/client";
import type { Ledger } from "../ledger/ledger";
import type { SweepSource } from "../sweeps/configuration";
import type { Finding } from "../sweeps/finding";
import { isOwn } from "../sweeps/own-findings";
import { instanceIdOf } from "./instance-id";

export interface RespondOptions {
  ledger: Pick<Ledger, "checkpoint" | "append">;
  policy: Policy;
  sources: readonly SweepSource[];
  /** Where incidents are made in Sentinel, and whose names they have where they are not. */
  workspace: WorkspaceRef | undefined;
  now: () => Date;
}

type Flows = {
  respondToIncident: (context: never, input: object) => unknown;
  updateFinding: (context: never, input: object) => unknown;
};

/** Where no workspace is set up, incidents have names all the same: record and ledger go by them. */
const nowhere: WorkspaceRef = {
  subscriptionId: "00000000-0000-0000-0000-000000000000",
  resourceGroup: "sweeps",
  workspaceName: "sweeps",
};

/** The activity that answers findings, for which the runtime hands it its client. */
export const startingResponses = (
  client: DurableClient,
  options: RespondOptions,
): Pick<Starting, "startResponses"> => ({
  async startResponses(input) {
    let started = 0;
    let updated = 0;
    for (const finding of await findingsIn(options.ledger, input)) {
      const what = await answer(client, options, input, finding);
      if (what === "started") started += 1;
      if (what === "updated") updated += 1;
    }
    return success({ started, updated });
  },
});

async function answer(
  client: DurableClient,
  { ledger, policy, sources, workspace, now }: RespondOptions,
  { source: name, sweep, backfill }: ResponsesInput,
  finding: Finding,
): Promise<"started" | "updated" | "joined"> {
  const source = sources.find((one) => one.name === name);
  const { sentinel, blocksPerSweep } = sweepPolicyOf(policy);
  const foundAt = now().toISOString();
  const reportOnly = reportOnlyBecause(policy, {
    respond: source?.respond ?? "report-only",
    last: finding.last,
    isBackfill: backfill !== undefined,
    isOwn: isOwn(finding),
    at: foundAt,
  });
  const hint = hintOfFinding(finding, {
    sweep: sweep.id,
    workspace: workspace ?? nowhere,
    isInSentinel: sentinel === "create" && workspace !== undefined,
    blocksPerSweep: Math.min(blocksPerSweep, source?.limits.blocksPerSweep ?? 0),
    foundAt,
    ...(reportOnly !== undefined && { reportOnly }),
  });
  const ref = hint.incident!;
  const { key, revision, rule, count, first, last } = finding;
  const detail = { source: name, rule: rule.id, level: rule.level, revision, count, first, last };
  // Before the start: whatever becomes of it, it is told that it was found.
  const event = { what: "found", by: sweep.id, at: foundAt, detail };
  await ledger.append(incidentKey(ref), `finding ${key} ${revision}`, event);

  const flows = flowsOf<Flows>(client);
  const instanceId = instanceIdOf(hint);
  if ((await flows.respondToIncident(instanceId, { hint, policy })) === "started") return "started";
  // A second sweep of the same past finds the same, and has nothing to add.
  if (backfill || revision <= (await revisionOf(client, instanceId, revision))) return "joined";
  const commentId = guidOf({
    key: `${incidentKey(ref)}/finding goes on`,
    runId: instanceId,
    at: foundAt,
  });
  const update = { hint, policy, commentId, ...updateOfFinding(finding) };
  const id = `goes-on-${digest(`${key} ${revision}`)}`;
  return (await flows.updateFinding(id, update)) === "started" ? "updated" : "joined";
}

/** Of the finding that a run was started with: a kill may have come between that and the outbox. */
async function revisionOf(
  client: DurableClient,
  instanceId: string,
  otherwise: number,
): Promise<number> {
  const { input } = await client.getStatus(instanceId, { showInput: true });
  const { hint } = (typeof input === "string" ? JSON.parse(input) : (input ?? {})) as {
    hint?: IncidentHint;
  };
  return hint?.sweep?.finding.revision ?? otherwise;
}

const digest = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 32);
