import type { DurableClient } from "durable-functions";
import type { Approval } from "../domain/approval";
import type { Ballot, VoteAnswer } from "../domain/vote";
import { approvalsIn } from "../ledger/approvals";
import type { Ledger } from "../ledger/ledger";
import { decidedEvent } from "../orchestrators/agree-on-plan";

/** What became of a ballot, and the approval as it is now. */
export interface Decided {
  approval: Approval;
  answer: VoteAnswer;
}

/** Thrown when the ledger does not answer: whether a vote was counted is not known then. Its message may be shown. */
export class LedgerRefused extends Error {
  override name = "LedgerRefused";
  constructor(error: unknown) {
    const problem = error instanceof Error ? error.message : String(error);
    super(
      `The ledger did not answer (${problem}), so it is not known whether anything was counted. Open the approval again in a minute, and decide there if it still waits.`,
      { cause: error },
    );
  }
}

/** Where every way in meets: page, Slack and API read approvals and cast ballots here, and nowhere else. All but `now` throw LedgerRefused. */
export interface ApprovalGate {
  read(id: string): Promise<Approval | undefined>;
  waiting(): Promise<Approval[]>;
  /** undefined when there is no such approval. Who casts was made sure of before. */
  decide(
    client: DurableClient,
    id: string,
    ballot: Omit<Ballot, "at">,
  ): Promise<Decided | undefined>;
  now(): Date;
}

/**
 * The gate over a ledger. Whoever votes on what is decided wakes the flow, also who came too late: the
 * process of the one who decided may have been killed before it could. The flow looks by itself, too.
 */
export function approvalGate({ ledger, now }: { ledger: Ledger; now: () => Date }): ApprovalGate {
  const approvals = approvalsIn(ledger);
  return {
    read: (id) => approvals.read(id).catch(refused),
    waiting: () => approvals.waiting(now().toISOString()).catch(refused),
    async decide(client, id, ballot) {
      const cast = { ...ballot, at: now().toISOString() };
      const decided = await approvals.cast(id, cast).catch(refused);
      if (decided && decided.approval.state !== "open") {
        await client.raiseEvent(id, decidedEvent, {}).catch(() => undefined);
      }
      return decided;
    },
    now,
  };
}

function refused(error: unknown): never {
  throw new LedgerRefused(error);
}
