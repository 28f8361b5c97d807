import type { Approval, ApprovalRequest, Decision, Door } from "../domain/approval";
import { httpsUrl } from "../domain/https-url";
import { approvalsIn } from "../ledger/approvals";
import type { ActivityDependencies } from "./dependencies";
import { carriedText } from "./pieces";

/** How an approval stands, and where it is decided. */
export type Standing = Decision & Door;

/** Approvals of the ledger, as a flow that waits for one sees them. Every one may be repeated. */
export const agreement = ({
  ledger,
  publicUrl,
  approvalPage: page,
  now,
}: Pick<ActivityDependencies, "ledger" | "publicUrl" | "approvalPage" | "now">) => {
  const approvals = approvalsIn(ledger);
  const urlOf = (id: string): string | undefined =>
    publicUrl === undefined || page === "closed"
      ? undefined
      : httpsUrl(`${publicUrl}/api/approvals/${encodeURIComponent(id)}`);

  function standing({ id, state, votes, decidedAt }: Approval): Standing {
    const url = urlOf(id);
    return {
      state,
      votes,
      ...(decidedAt !== undefined && { decidedAt }),
      ...(url !== undefined && { url }),
      ...(page !== undefined && { page }),
    };
  }

  return {
    /** Opens an approval, or finds it as it stands; another plan makes void what was there. */
    async openApproval({ keptItems, ...request }: OpenInput): Promise<Standing> {
      if (!keptItems) return standing(await approvals.open(request));
      const text = await carriedText({ ledger, now }, { keys: keptItems });
      const items = JSON.parse(text) as ApprovalRequest["items"];
      return standing(await approvals.open({ ...request, items }));
    },

    /** How it stands now. */
    readApproval: async ({ id }: { id: string }): Promise<Standing> =>
      standing(there(await approvals.read(id), id)),

    /** Ends it at a time, as expired unless somebody decided before. */
    endApproval: async ({ id, at }: { id: string; at: string }): Promise<Standing> =>
      standing(there(await approvals.end(id, at), id)),
  };
};

/** With the keys of its items where they are too many for a step. */
type OpenInput = ApprovalRequest & { keptItems?: string[] };

function there(approval: Approval | undefined, id: string): Approval {
  if (approval) return approval;
  throw new Error(`The ledger has no approval ${id}: was it opened in another ledger?`);
}
