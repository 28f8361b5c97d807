import type { Approval, ApprovalRequest } from "../domain/approval";
import type { Json } from "../domain/json";
import { incidentKey } from "../domain/incident";
import { type Ballot, type VoteAnswer, expired, opened, vote } from "../domain/vote";
import type { Ledger } from "./ledger";

/** When each approval ends, by id: what a list is made from, and what ids exist. */
type Index = Record<string, string>;

const indexName = "approvals";
const keptMs = 30 * 86_400_000;

/**
 * The approvals, each a document that is changed atomically: of two deciders at one moment the second
 * sees what the first decided. What happened is in the incident's record, too; a crash between the two
 * is mended by whoever reads the approval next.
 */
export function approvalsIn(ledger: Pick<Ledger, "revise" | "append">) {
  const revise = (id: string, change: (now: Approval) => Approval): Promise<Approval> =>
    ledger.revise<Approval>(`approval/${id}`, (now) => change(now!));

  const index = (change: (now: Index) => Index = (now) => now): Promise<Index> =>
    ledger.revise<Index>(indexName, (now = {}) => change(now));

  async function recorded(approval: Approval): Promise<Approval> {
    for (const { key, what, by, at, detail } of entriesOf(approval)) {
      await ledger.append(incidentKey(approval.ref), key, { what, by, at, detail });
    }
    return approval;
  }

  async function read(id: string): Promise<Approval | undefined> {
    return Object.hasOwn(await index(), id) ? recorded(await revise(id, (now) => now)) : undefined;
  }

  return {
    /** Opens one, once: another plan, or a new run under the same id, makes void what was there. */
    async open(request: ApprovalRequest): Promise<Approval> {
      const approval = await ledger.revise<Approval>(`approval/${request.id}`, (now) =>
        now && now.planHash === request.planHash && now.openedAt === request.openedAt
          ? now
          : opened(request),
      );
      const since = Date.parse(request.openedAt) - keptMs;
      await index((now) => ({
        ...Object.fromEntries(Object.entries(now).filter(([, end]) => Date.parse(end) > since)),
        [request.id]: request.expiresAt,
      }));
      return recorded(approval);
    },

    /** One of the last thirty days; undefined when there is none under this id. */
    read,

    /** Those that wait for a decision at a time, the one that ends first before the others. */
    async waiting(at: string): Promise<Approval[]> {
      const ids = Object.entries(await index())
        .filter(([, end]) => Date.parse(end) > Date.parse(at))
        .toSorted(([, a], [, b]) => Date.parse(a) - Date.parse(b))
        .map(([id]) => id);
      const all = await Promise.all(ids.map((id) => revise(id, (now) => now)));
      return all.filter(({ state }) => state === "open");
    },

    /** Casts a ballot; undefined when there is no such approval. */
    async cast(
      id: string,
      ballot: Ballot,
    ): Promise<{ approval: Approval; answer: VoteAnswer } | undefined> {
      if ((await read(id)) === undefined) return undefined;
      let answer: VoteAnswer | undefined;
      const approval = await revise(id, (now) => {
        const after = vote(now, ballot);
        answer = after.answer;
        return after.approval;
      });
      await recorded(approval);
      return { approval, answer: answer! };
    },

    /** Ends one whose time is up, unless it was decided; undefined when there is none. */
    async end(id: string, at: string): Promise<Approval | undefined> {
      if ((await read(id)) === undefined) return undefined;
      return recorded(await revise(id, (now) => expired(now, at)));
    },
  };
}

interface Entry {
  key: string;
  what: string;
  by: string;
  at: string;
  detail: Json;
}

/** Everything that an approval has to say to the record, in order; each is written once. */
function entriesOf(approval: Approval): Entry[] {
  const { id, planHash, runId, openedAt, votes, state, decidedAt, quorum, items } = approval;
  const key = (name: string): string => `${name}/${id}/${openedAt}/${planHash}`;
  const ended = { key: key("agreed"), by: runId, at: decidedAt ?? openedAt };
  return [
    {
      key: key("asked"),
      what: "asked",
      by: runId,
      at: openedAt,
      detail: { approval: id, planHash, quorum, items: items.map((item) => item.id) },
    },
    ...votes.map(({ approverId, name, decision, reason, through, at }) => ({
      key: `${key("voted")}/${approverId.toLowerCase()}`,
      what: "voted",
      by: approverId,
      at,
      detail: { approval: id, planHash, name, decision, reason, through },
    })),
    ...(state === "open" ? [] : [{ ...ended, what: state, detail: { approval: id, planHash } }]),
  ];
}
