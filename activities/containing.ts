import { checkWrite } from "../connectors/before-write";
import { ConnectorError, notConfigured } from "../connectors/connector-error";
import type { ContainmentMethod, Look, Mark } from "../domain/containing";
import {
  type Claim,
  type Containment,
  type Hold,
  type PlannedContainment,
  type Resolution,
  type Target,
  endOf,
  isOpen,
} from "../domain/containment";
import { type ContainmentKind, containmentKinds, sentenceOf } from "../domain/containment-kind";
import { refusalOf } from "../domain/guard";
import { type IncidentRef, incidentKey } from "../domain/incident";
import { canonicalJson } from "../domain/json";
import { chainOfStep } from "../domain/record";
import { takeFromLimits } from "./containment-limits";
import type { ActivityDependencies } from "./dependencies";
import { feedBlock } from "./feed-block";
import { alone } from "./lease";
import { completeSeen, once } from "./once";
import type { Step } from "./step";

/** Where a containment is after a step. */
export interface Contained {
  id: string;
  /** "pending" while the provider is at it: to be looked at again. */
  state: "in-force" | "pending";
  /** The target was like that before we came: nothing was sent, and nothing will be taken back. */
  wasAlready: boolean;
  /** When its last hold ends, ISO 8601. */
  expiresAt: string;
}

export interface Released {
  id: string;
  /**
   * "held" while other incidents want it; "pending" while the provider is at it; "left" where somebody
   * else changed the target since, or it cannot be restored.
   */
  state: "ended" | "held" | "pending" | "left";
  /** A phrase: what was restored, who holds it, why it was left. */
  detail: string;
}

/**
 * Contains and takes back, whatever the kind: guard → ledger → look → act → look. Everything here may
 * be delivered again after any crash; the ledger and the provider tell what is left to do.
 */
export const containing = (dependencies: ActivityDependencies) => {
  const { ledger, policy, now, connectors } = dependencies;
  const ownFeed = feedBlock(ledger);

  function methodOf(kind: ContainmentKind): ContainmentMethod {
    if (kind === "feed-block") return ownFeed;
    const method = connectors.containments[kind];
    if (!method) throw notConfigured(containmentKinds[kind].vendor ?? kind, kind);
    return method;
  }

  /** What this process is at: a second delivery of the same step waits for the first, and has its answer. */
  const atWork = new Map<string, Promise<unknown>>();

  const one = <T>({ key }: Step, id: string, work: () => Promise<T>): Promise<T> => {
    const name = `${key} ${id}`;
    const begun =
      atWork.get(name) ??
      alone(ledger, `containment ${id}`, work).finally(() => atWork.delete(name));
    atWork.set(name, begun);
    return begun as Promise<T>;
  };

  /** Writes into the record of a step's incident what became of a containment, once each time. */
  const tell = (step: Step, { id, round, target }: Containment, what: string, detail: string) =>
    ledger.append(chainOfStep(step.key), `${what} ${id} ${round}`, {
      what,
      by: step.runId,
      at: now().toISOString(),
      detail: { containment: id, target: target.label, detail },
    });

  /** Throws what the guard says no to at this moment: the policy may have changed since it was planned. */
  function checkGuard(wanted: Pick<PlannedContainment, "kind" | "target">): void {
    const refusal = refusalOf(wanted.kind, wanted.target, policy, now().toISOString());
    if (refusal !== undefined) throw permanent(`${sentenceOf(wanted)} refused: ${refusal}`);
  }

  /** Brings a containment about, from wherever it is. */
  async function bringAbout(step: Step, containment: Containment): Promise<Contained> {
    const { kind, target } = containment;
    const method = methodOf(kind);
    const mark = markOf(step, containment);
    // Of one that was about to be taken back: a writer of the shared object may be at it.
    const mayBeLeaving = containment.round > 1 && containment.actedAt !== undefined;
    const look = () => method.look(target, mark);
    const seen = await (mayBeLeaving ? betweenWrites(method, target, look) : look());
    if (seen.effect === "in-effect") {
      await completeSeen(ledger, stepOf(step, containment, "contain"), effectOf(containment));
      return inForce(step, containment, seen);
    }
    // The provider is ending it: what it had before is known then, and it takes nothing until then.
    if (seen.effect === "ending" && !method.together) return contained(containment, "pending");
    const current = await withBefore(containment, seen);
    if (seen.effect !== "none") return contained(current, "pending");
    if (current.actedAt !== undefined && seen.failed !== undefined) {
      return giveUp(step, current, seen);
    }
    checkGuard(containment);

    await once(ledger, stepOf(step, containment, "contain"), {
      ...effectOf(containment),
      look: async () => (isComing(await method.look(target, mark)) ? {} : null),
      send: async () => {
        await act(method, current, mark);
        return {};
      },
    });
    const after = await method.look(target, mark);
    if (after.effect === "in-effect") return inForce(step, current, after);
    return contained(current, "pending");
  }

  /** What is restored one day; the first look counts, whatever a repeat sees. */
  async function withBefore(containment: Containment, { state }: Look): Promise<Containment> {
    if (containment.before !== undefined) return containment;
    const next = await ledger.reviseContainment(
      containment.id,
      ofRound(containment, (found) =>
        found.before === undefined ? { ...found, before: state } : undefined,
      ),
    );
    return next ?? containment;
  }

  async function act(
    method: ContainmentMethod,
    containment: Containment,
    mark: Mark,
  ): Promise<void> {
    if (method.together) return changeTogether(method, containment, mark);
    await sending([containment], () => method.act(containment.target, mark));
  }

  /**
   * Tells the ledger, before anything is sent, that the provider may have done it; and takes that back
   * when it surely did not. Works with those that are still wanted by then.
   */
  async function sending(
    containments: readonly Containment[],
    work: (told: Containment[]) => Promise<void>,
  ): Promise<void> {
    const at = now().toISOString();
    const told: Containment[] = [];
    for (const containment of containments) {
      const next = await ledger.reviseContainment(
        containment.id,
        ofRound(containment, (found) =>
          found.state === "acting" ? { ...found, actedAt: found.actedAt ?? at } : undefined,
        ),
      );
      if (next?.state === "acting") told.push(next);
    }
    try {
      checkWrite();
      await work(told);
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.mayHaveHappened) throw error;
      const isNew = new Set(containments.filter((found) => !found.actedAt).map(({ id }) => id));
      for (const { id } of told.filter((found) => isNew.has(found.id))) {
        await ledger.reviseContainment(id, (found) => found && unsent(found, at));
      }
      throw error;
    }
  }

  /** Waits until nobody writes to the object that the target shares: what is seen then holds. */
  const betweenWrites = <T>(
    { together }: ContainmentMethod,
    target: Target,
    work: () => Promise<T>,
  ): Promise<T> => {
    if (!together) return work();
    return alone(ledger, `object ${together.objectOf(target)}`, work);
  };

  /** The provider says that it failed: what it did of it all the same is taken back. */
  async function giveUp(
    step: Step,
    containment: Containment,
    { state, failed = "" }: Look,
  ): Promise<never> {
    const isUntouched = isSame(state, containment.before);
    checkWrite();
    const next = await ledger.reviseContainment(
      containment.id,
      ofRound(containment, (found) =>
        isUntouched
          ? ended(found, now(), failed)
          : { ...found, state: "releasing", holds: [], note: failed },
      ),
    );
    if (!isUntouched) await takeBack(step, next!);
    throw permanent(`${sentenceOf(containment)}: ${failed}`);
  }

  /** One writer a shared object, for all that waits: what joins, and what leaves. */
  async function changeTogether(
    method: ContainmentMethod,
    { kind, target }: Containment,
    mark: Mark,
  ): Promise<void> {
    const together = method.together!;
    const object = together.objectOf(target);
    await betweenWrites(method, target, async () => {
      const all = (await ledger.openContainments(kind)).filter(
        (found) => found.before !== undefined && together.objectOf(found.target) === object,
      );
      // What was there before us stays: nothing of it was ever sent.
      const leaving = all.filter(({ state, actedAt }) => state === "releasing" && actedAt);
      await sending(
        all.filter(({ state }) => state === "acting"),
        (joining) => together.change(object, joining.map(targetOf), leaving.map(targetOf), mark),
      );
    });
  }

  async function inForce(step: Step, containment: Containment, look: Look): Promise<Contained> {
    checkWrite();
    const next = await ledger.reviseContainment(
      containment.id,
      ofRound(containment, (found) =>
        found.state === "acting"
          ? { ...found, state: "in-force", before: found.before ?? look.state, after: look.state }
          : undefined,
      ),
    );
    const result = contained(next!, "in-force");
    const detail = result.wasAlready ? "it was so before" : `until ${result.expiresAt}`;
    await tell(step, next!, "in-force", detail);
    return result;
  }

  async function takeBack(step: Step, containment: Containment): Promise<Released> {
    const { id, kind, target, before, after } = containment;
    const undoing = { action: `undo ${kind}`, target: target.label };
    const end = async (detail: string): Promise<Released> => {
      checkWrite();
      await completeSeen(ledger, stepOf(step, containment, "take back"), undoing);
      await tell(step, containment, "ended", detail);
      const over = ofRound(containment, (found) => ended(found, now()));
      await ledger.reviseContainment(id, over);
      return { id, state: "ended", detail };
    };
    if (containmentKinds[kind].undoVerb === null) return end("there is nothing to take back");

    const method = methodOf(kind);
    const mark = markOf(step, containment);
    const seen = await betweenWrites(method, target, async () => {
      const wasSent = (await ledger.containment(id))?.actedAt !== undefined;
      return wasSent ? method.look(target, mark) : undefined;
    });
    if (!seen) return end("nothing of ours was there to take back");
    if (isSame(seen.state, before) && seen.effect === "none") return end("restored");
    if (seen.effect === "ending") return { id, state: "pending", detail: "the provider is at it" };
    if (after !== undefined && !isSame(seen.state, after)) {
      return leave(
        step,
        containment,
        "somebody else changed it since, so it was left as it is now",
      );
    }

    try {
      await once(ledger, stepOf(step, containment, "take back"), {
        ...undoing,
        look: async () => {
          const { effect, state } = await method.look(target, mark);
          return effect === "ending" || (effect === "none" && isSame(state, before)) ? {} : null;
        },
        send: async () => {
          checkWrite();
          if (method.together) await changeTogether(method, containment, mark);
          else await method.undo(target, before ?? null, mark);
          return {};
        },
      });
    } catch (error) {
      const isFinal = error instanceof ConnectorError && error.kind === "permanent";
      if (isFinal) return leave(step, containment, error.message);
      throw error;
    }
    const now2 = await method.look(target, mark);
    if (now2.effect === "none") return end("restored");
    return { id, state: "pending", detail: "the provider is at it" };
  }

  async function leave(step: Step, containment: Containment, note: string): Promise<Released> {
    const { id } = containment;
    checkWrite();
    await tell(step, containment, "left", note);
    await ledger.reviseContainment(
      id,
      ofRound(containment, (found) => ({
        ...found,
        state: "left",
        endedAt: now().toISOString(),
        note,
      })),
    );
    return { id, state: "left", detail: note };
  }

  return {
    /** Who exactly it is at the provider that a claim names. */
    resolveTarget: async ({ kind, claim }: ResolveInput): Promise<Resolution> =>
      methodOf(kind).resolve(claim),

    /** Does what was planned, unless guard or limits say no at this moment. */
    async contain({ step, item, hold }: ContainInput): Promise<Contained> {
      const { id } = item;
      checkGuard(item);
      return one(step, id, async () => {
        const there = await ledger.containment(id);
        // Of one that is contained already nothing more happens: it is held by one incident more.
        if (!there || !isOpen(there)) {
          const key = `${id} ${(there?.round ?? 0) + 1}`;
          await takeFromLimits(ledger, policy.contain.limits, key, now());
        }
        const next = await ledger.reviseContainment(id, (found) => joined(found, item, hold));
        return bringAbout(step, next!);
      });
    },

    /** Looks at one that is pending, and goes on with it. */
    checkContainment: async ({ step, id }: CheckInput): Promise<Contained> =>
      one(step, id, async () => {
        const found = await ledger.containment(id);
        if (!found || !isOpen(found) || found.state === "releasing") {
          throw permanent(`${id}: ${found?.note ?? "it is not in force any more"}`);
        }
        return bringAbout(step, found);
      }),

    /** Lets go of it, for one incident or because its time is up; the last one takes it back. */
    endContainment: async ({ step, id, ref }: ReleaseInput): Promise<Released> =>
      one(step, id, async () => {
        const at = now().getTime();
        const next = await ledger.reviseContainment(id, (found) => {
          if (!found || !isOpen(found)) return undefined;
          const holds = found.holds.filter(
            (hold) =>
              Date.parse(hold.expiresAt) > at && (ref === null || !isSameIncident(hold.ref, ref)),
          );
          return { ...found, holds, state: holds.length === 0 ? "releasing" : found.state };
        });
        if (!next || !isOpen(next)) {
          return { id, state: "ended", detail: next?.note ?? "it was taken back before" };
        }
        if (next.holds.length > 0) return { id, state: "held", detail: heldBy(next.holds) };
        return takeBack(step, next);
      }),

    /** Lets it last until a time for one incident; never shortens it. */
    async extendContainment({ id, ref, until }: ExtendInput): Promise<Contained> {
      const next = await ledger.reviseContainment(id, (found) =>
        found && isOpen(found) && found.holds.some((hold) => isSameIncident(hold.ref, ref))
          ? { ...found, holds: found.holds.map((hold) => extended(hold, ref, until)) }
          : undefined,
      );
      const isHeld = next && isOpen(next) && next.holds.some((h) => isSameIncident(h.ref, ref));
      if (!isHeld) throw permanent(`${id} is not held by this incident, so it was not extended`);
      return contained(next, next.state === "in-force" ? "in-force" : "pending");
    },

    /** What an incident holds now, newest first: the order in which it is taken back. */
    async heldContainments({ ref }: { ref: IncidentRef }): Promise<Containment[]> {
      const all = await ledger.openContainments();
      const addedAt = ({ holds }: Containment): string =>
        holds.find((hold) => isSameIncident(hold.ref, ref))?.addedAt ?? "";
      return all
        .filter((found) => addedAt(found) !== "")
        .toSorted((a, b) => Date.parse(addedAt(b)) - Date.parse(addedAt(a)));
    },
  };
};

interface ResolveInput {
  kind: ContainmentKind;
  claim: Claim;
}

interface ContainInput {
  step: Step;
  item: PlannedContainment;
  hold: Hold;
}

interface CheckInput {
  step: Step;
  id: string;
}

interface ReleaseInput extends CheckInput {
  /** Null lets go of those only whose time is up. */
  ref: IncidentRef | null;
}

interface ExtendInput {
  id: string;
  ref: IncidentRef;
  /** ISO 8601. */
  until: string;
}

/** The containment with one more hold: in force, or to be brought about, or anew after it had ended. */
function joined(
  found: Containment | undefined,
  { id, kind, target }: PlannedContainment,
  hold: Hold,
): Containment {
  if (!found || !isOpen(found)) {
    const round = (found?.round ?? 0) + 1;
    return { id, kind, target, state: "acting", round, incident: hold.ref, holds: [hold] };
  }
  const others = found.holds.filter(({ ref }) => !isSameIncident(ref, hold.ref));
  const ours = found.holds.find(({ ref }) => isSameIncident(ref, hold.ref));
  const next = {
    ...found,
    holds: [...others, ours ? extended(ours, ours.ref, hold.expiresAt) : hold],
  };
  // Somebody was about to take it back, and may have: it is brought about once more.
  if (found.state !== "releasing") return next;
  return { ...next, state: "acting", round: found.round + 1 };
}

const extended = (hold: Hold, ref: IncidentRef, until: string): Hold =>
  isSameIncident(hold.ref, ref) && Date.parse(until) > Date.parse(hold.expiresAt)
    ? { ...hold, expiresAt: until }
    : hold;

const ended = (found: Containment, at: Date, note?: string): Containment => ({
  ...found,
  state: "ended",
  holds: [],
  endedAt: at.toISOString(),
  ...(note !== undefined && { note }),
});

const contained = (containment: Containment, state: Contained["state"]): Contained => ({
  id: containment.id,
  state,
  wasAlready: state === "in-force" && containment.actedAt === undefined,
  expiresAt: endOf(containment) ?? "",
});

/** Without the word that it was sent, which a write at that time left and did not keep. */
function unsent(found: Containment, at: string): Containment {
  const { actedAt, ...rest } = found;
  return actedAt === at ? rest : found;
}

/** A change of this round's only: who was stopped meanwhile shall not end what was contained anew since. */
const ofRound =
  ({ round }: Containment, change: (found: Containment) => Containment | undefined) =>
  (found: Containment | undefined): Containment | undefined =>
    found?.round === round ? change(found) : undefined;

const isComing = ({ effect }: Look): boolean => effect === "in-effect" || effect === "under-way";

const effectOf = ({ kind, target }: Containment) => ({ action: kind, target: target.label });

const targetOf = ({ target }: Containment): Target => target;

const isSameIncident = (a: IncidentRef, b: IncidentRef): boolean =>
  incidentKey(a) === incidentKey(b);

const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

const heldBy = (holds: Hold[]): string =>
  `incident ${holds.map(({ incidentNumber }) => incidentNumber).join(", ")} still holds it`;

/** One step for each time that a target is contained, and taken back. */
const stepOf = (step: Step, { id, round }: Containment, what: string): Step => ({
  ...step,
  key: `${chainOfStep(step.key)}/${what} ${id} ${round}`,
});

const markOf = ({ runId, at }: Step, { holds }: Containment): Mark => ({
  text: `incident/${holds[0]?.incidentNumber ?? 0} run/${runId}`.slice(0, 100),
  since: holds[0]?.addedAt ?? at,
});

const permanent = (message: string) => new ConnectorError("activity", "permanent", message);
