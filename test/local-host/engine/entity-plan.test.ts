import * as fc from "fast-check";
import { type EntityPlan, planBatch } from "../../../local-host/engine/entity-plan";
import { eventRaised } from "../../../local-host/engine/events";
import {
  RELEASE_EVENT,
  REQUEST_EVENT,
  writeRelease,
  writeRequest,
} from "../../../local-host/protocol/v3/entity-messages";
import type { EntityLock, Message } from "../../../local-host/store/store";

const target = "@ledger@x";
const numbered = (messages: [string, string][]): Message[] =>
  messages.map(([name, input], id) => ({
    id,
    target,
    executionId: null,
    event: eventRaised(name, input, 0),
  }));

const operation = (id: string, parent?: string): [string, string] => [
  REQUEST_EVENT,
  writeRequest({
    kind: "operation",
    id,
    operation: "add",
    isSignal: parent === undefined,
    input: null,
    ...(parent !== undefined && { parent, parentExecution: `${parent}-e` }),
  }),
];
const lock = (id: string, parent: string): [string, string] => [
  REQUEST_EVENT,
  writeRequest({
    kind: "lock",
    id,
    parent,
    parentExecution: `${parent}-e`,
    lockset: [{ name: "ledger", key: "x" }],
    position: 0,
  }),
];
const release = (id: string, parent: string): [string, string] => [
  RELEASE_EVENT,
  writeRelease({ id, parent }),
];
const heldBy = (instanceId: string, requestId: string): EntityLock => ({ instanceId, requestId });

const plan = (
  messages: [string, string][],
  { held = null as EntityLock | null, batchLimit = 100, dead = [] as string[] } = {},
): EntityPlan =>
  planBatch({
    lock: held,
    messages: numbered(messages),
    batchLimit,
    isLive: (instanceId) => !dead.includes(instanceId),
  });

const ran = ({ operations }: EntityPlan): string[] => operations.map(({ id }) => id);
const consumed = (made: EntityPlan): number[] => made.consumed.map(({ id }) => id);

describe("planBatch()", () => {
  it("serves operations first come, first served", () => {
    const made = plan([operation("1"), operation("2", "a"), operation("3", "b")]);

    expect(ran(made)).toEqual(["1", "2", "3"]);
    expect(made).toMatchObject({ lock: null, hasMore: false });
  });

  it("stops at the limit and says that there is more", () => {
    const made = plan([operation("1"), operation("2"), operation("3")], { batchLimit: 2 });

    expect(ran(made)).toEqual(["1", "2"]);
    expect(consumed(made)).toEqual([0, 1]);
    expect(made.hasMore).toBe(true);
  });

  it("takes a lock after what came before it and holds back what comes after, from others", () => {
    const made = plan([operation("1"), lock("L", "a"), operation("2", "b"), operation("3")]);

    expect(ran(made)).toEqual(["1"]);
    expect(made.lock).toEqual(heldBy("a", "L"));
    expect(made.locksTaken).toHaveLength(1);
    expect(consumed(made)).toEqual([0, 1]);
  });

  it("serves the owner of the lock alone", () => {
    const made = plan([operation("1", "b"), operation("2", "a"), operation("3")], {
      held: heldBy("a", "L"),
    });

    expect(ran(made)).toEqual(["2"]);
    expect(made.lock).toEqual(heldBy("a", "L"));
  });

  it("serves those that waited when the lock is released, before those that come later", () => {
    const made = plan([operation("1", "b"), release("L", "a"), operation("2", "c")], {
      held: heldBy("a", "L"),
    });

    expect(ran(made)).toEqual(["1", "2"]);
    expect(made.lock).toBeNull();
  });

  it("gives a released lock to the next who waits for it", () => {
    const made = plan([lock("M", "b"), operation("1", "c"), release("L", "a")], {
      held: heldBy("a", "L"),
    });

    expect(made.lock).toEqual(heldBy("b", "M"));
    expect(made.operations).toEqual([]);
    expect(consumed(made)).toEqual([2, 0]);
  });

  it("ignores a release by one that does not hold the lock", () => {
    const made = plan([release("other", "a"), release("L", "b")], { held: heldBy("a", "L") });

    expect(made.lock).toEqual(heldBy("a", "L"));
    expect(consumed(made)).toEqual([0, 1]);
  });

  it("gives no lock to an execution that is over", () => {
    const made = plan([lock("L", "a"), operation("1")], { dead: ["a"] });

    expect(made).toMatchObject({ lock: null, locksTaken: [] });
    expect(ran(made)).toEqual(["1"]);
  });

  it("drops what nobody can read, and says what it was", () => {
    const made = plan([["op", "not json"], ["release", "{}"], ["surprise", "[]"], operation("1")]);

    expect(made.problems).toHaveLength(3);
    expect(made.problems[0]).toContain(target);
    expect(ran(made)).toEqual(["1"]);
    expect(consumed(made)).toEqual([0, 1, 2, 3]);
  });

  it("never serves others than the owner while locked, loses nothing and does nothing twice", () => {
    const anyone = fc.constantFrom("a", "b", "c");
    const any = fc.oneof(
      fc.tuple(fc.constant("op" as const), fc.option(anyone, { nil: undefined })),
      fc.tuple(fc.constant("lock" as const), anyone),
      fc.tuple(fc.constant("release" as const), anyone),
    );
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 15 }),
        fc.integer({ min: 1, max: 5 }),
        (kinds, limit) => {
          let inbox = numbered(
            kinds.map(([kind, parent], id) => {
              if (kind === "op") return operation(`${id}`, parent);
              return kind === "lock" ? lock(`${parent}L`, parent) : release(`${parent}L`, parent);
            }),
          );
          let held: EntityLock | null = null;
          const served: string[] = [];
          for (let round = 0; round < 20; round += 1) {
            const made: EntityPlan = planBatch({
              lock: held,
              messages: inbox,
              batchLimit: limit,
              isLive: () => true,
            });
            expect(new Set(made.consumed).size).toBe(made.consumed.length);
            expect(made.operations.length).toBeLessThanOrEqual(limit);
            const owner = made.lock === held ? held?.instanceId : undefined;
            const parents = made.operations.map(({ parent }) => parent);
            expect(parents.filter((parent) => owner && parent !== owner)).toEqual([]);
            served.push(...ran(made));
            inbox = inbox.filter((message) => !made.consumed.includes(message));
            held = made.lock;
            if (made.consumed.length === 0) break;
          }

          expect(new Set(served).size).toBe(served.length);
          const operations = kinds.filter(([kind]) => kind === "op").length;
          expect(held ? operations : served.length).toBe(operations);
        },
      ),
    );
  });
});
