import type { Claim, Hold, PlannedContainment } from "../../domain/containment";
import type { Step } from "../../activities";
import { success } from "../../domain/outcome";
import type { Ledger } from "../../ledger/ledger";
import { memoryLedger } from "../../ledger/memory";
import { activitiesWith } from "./fakes";
import { provider } from "./provider";
import { policy as usual, ref } from "./samples";

const target = {
  id: "pc7",
  label: "pc7.contoso.example",
  names: ["pc7"],
  role: "workstation" as const,
};
const id = "isolate-device:pc7";
const item: PlannedContainment = {
  id,
  kind: "isolate-device",
  target,
  reason: "malicious",
  lifetimeHours: 24,
  blastRadius: [],
  quorum: 0,
};
const isolates = {
  ...usual,
  contain: {
    ...usual.contain,
    kinds: {
      ...usual.contain.kinds,
      "isolate-device": { ...usual.contain.kinds["isolate-device"], act: "alone" as const },
    },
  },
};

const other = { ...ref, name: "44444444-4444-4444-4444-444444444444" };
const at = "2026-03-01T10:00:00.000Z";
const stepOf = (name: string, run = "run-1"): Step => ({
  key: `incident/${run}/${name}`,
  runId: run,
  at,
});
const holdOf = (more: Partial<Hold> = {}): Hold => ({
  ref,
  incidentNumber: 42,
  runId: "run-1",
  reason: "malicious",
  addedAt: at,
  expiresAt: "2026-03-02T10:00:00.000Z",
  ...more,
});

interface World {
  slowLooks?: number;
  ledger?: Ledger;
  policy?: typeof isolates;
  now?: () => Date;
}

function world({ slowLooks = 0, ledger, policy = isolates, now }: World = {}) {
  const device = provider({ slowLooks });
  const settings = { policy, ...(ledger && { ledger }), ...(now && { now }) };
  const { activities, ledger: used } = activitiesWith(
    { containments: { "isolate-device": device.method } },
    settings,
  );
  const contain = (hold = holdOf(), step = stepOf(`contain ${id}`, hold.runId)) =>
    activities.contain({ step, item, hold });
  const release = (from: typeof ref | null, step = stepOf(`undo ${id}`)) =>
    activities.endContainment({ step, id, ref: from });
  return { device, activities, ledger: used, contain, release };
}

describe("contain()", () => {
  it("does it once, however often it is delivered, and says until when", async () => {
    const { device, contain } = world();
    const done = success({
      id,
      state: "in-force",
      wasAlready: false,
      expiresAt: "2026-03-02T10:00:00.000Z",
    });

    expect(await contain()).toEqual(done);
    expect(await contain()).toEqual(done);

    expect(device.writes).toEqual(["isolate pc7"]);
  });

  it("is pending while the provider is at it, and in force once that is seen", async () => {
    const { device, activities, contain } = world({ slowLooks: 2 });

    expect(await contain()).toMatchObject({ value: { state: "pending" } });
    const check = () => activities.checkContainment({ step: stepOf(`contain ${id}`), id });
    expect(await check()).toMatchObject({ value: { state: "pending" } });
    expect(await check()).toMatchObject({ value: { state: "in-force" } });

    expect(device.writes).toEqual(["isolate pc7"]);
  });

  it("sends nothing to a target that somebody else contained, and takes nothing back", async () => {
    const { device, contain, release } = world();
    device.isolated.add("pc7");

    expect(await contain()).toMatchObject({ value: { wasAlready: true } });
    expect(await release(ref)).toMatchObject({ value: { state: "ended" } });

    expect(device.writes).toEqual([]);
    expect(device.isolated.has("pc7")).toBe(true);
  });

  it("asks the guard again right before it is sent", async () => {
    const contain = { ...isolates.contain, isEnabled: false };
    const stopped = world({ policy: { ...isolates, contain } });

    expect(await stopped.contain()).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining("kill switch") },
    });
    expect(stopped.device.writes).toEqual([]);
  });

  it("asks the guard, too, before it sends what it finds undone when it looks again", async () => {
    const started = world({ slowLooks: 2 });
    await started.contain();
    const contain = { ...isolates.contain, isEnabled: false };
    const stopped = world({ policy: { ...isolates, contain }, ledger: started.ledger });

    const step = { ...stepOf(`contain ${id}`), at: "2026-03-01T10:01:00.000Z" };
    expect(await stopped.activities.checkContainment({ step, id })).toMatchObject({
      failure: { message: expect.stringContaining("kill switch") },
    });
    expect(stopped.device.writes).toEqual([]);
  });

  it("contains no more in an hour than the policy says, and goes on in the next", async () => {
    let now = Date.parse(at);
    const limits = { perIncident: 9, perHour: 1, perDay: 9 };
    const policy = { ...isolates, contain: { ...isolates.contain, limits } };
    const { activities, contain } = world({ policy, now: () => new Date(now) });
    const next = () =>
      activities.contain({
        step: stepOf("contain isolate-device:pc8"),
        item: { ...item, id: "isolate-device:pc8", target: { ...target, id: "pc8" } },
        hold: holdOf(),
      });

    await contain();
    expect(await next()).toMatchObject({
      failure: { message: expect.stringContaining("1 target an hour") },
    });
    now += 3_600_001;
    expect(await next()).toMatchObject({ ok: true });
  });
});

describe("endContainment()", () => {
  it("restores what was there, once", async () => {
    const { device, contain, release } = world();
    await contain();

    expect(await release(ref)).toEqual(success({ id, state: "ended", detail: "restored" }));
    expect(await release(ref)).toMatchObject({ value: { state: "ended" } });

    expect(device.writes).toEqual(["isolate pc7", "release pc7"]);
  });

  it("leaves it in force while another incident holds it", async () => {
    const { device, contain, release } = world();
    await contain();
    await contain(holdOf({ ref: other, incidentNumber: 43, runId: "run-2" }));

    expect(await release(ref)).toMatchObject({
      value: { state: "held", detail: "incident 43 still holds it" },
    });
    expect(device.isolated.has("pc7")).toBe(true);
    expect(await release(other, stepOf(`undo ${id}`, "run-2"))).toMatchObject({
      value: { state: "ended" },
    });
    expect(device.isolated.has("pc7")).toBe(false);
  });

  it("lets go by itself of those only whose time is up", async () => {
    let now = Date.parse(at);
    const { device, contain, release } = world({ now: () => new Date(now) });
    await contain();

    expect(await release(null)).toMatchObject({ value: { state: "held" } });
    now = Date.parse("2026-03-02T10:00:00.000Z");
    expect(await release(null, stepOf("expire"))).toMatchObject({ value: { state: "ended" } });

    expect(device.writes).toEqual(["isolate pc7", "release pc7"]);
  });

  it("leaves what somebody else changed since as it is, and says so", async () => {
    const { device, contain, release, ledger } = world();
    await contain();
    device.method.look = async () => ({
      state: { isIsolated: "selectively" },
      effect: "in-effect",
    });

    expect(await release(ref)).toMatchObject({
      value: { state: "left", detail: expect.stringContaining("somebody else changed it") },
    });
    expect(device.writes).toEqual(["isolate pc7"]);
    expect(await ledger.containment(id)).toMatchObject({ state: "left" });
  });

  it("does nothing more when somebody else has taken it back already", async () => {
    const { device, contain, release } = world();
    await contain();
    device.isolated.clear();

    expect(await release(ref)).toMatchObject({ value: { state: "ended" } });
    expect(device.writes).toEqual(["isolate pc7"]);
  });

  it("contains anew what was taken back, as another round", async () => {
    const { device, contain, release } = world();
    await contain();
    await release(ref);
    await contain(holdOf({ runId: "run-2" }));

    expect(device.writes).toEqual(["isolate pc7", "release pc7", "isolate pc7"]);
    expect(await release(ref, stepOf("again", "run-2"))).toMatchObject({
      value: { state: "ended" },
    });
    expect(device.isolated.size).toBe(0);
  });
});

describe("a containment whose worker was stopped for longer than its lease", () => {
  const stopped = (): void => {
    const later = Date.now() + 60_000;
    jest.spyOn(Date, "now").mockReturnValue(later);
  };
  const stoppedAfter = (
    look: ReturnType<typeof world>["device"]["method"]["look"],
    nth: number,
  ) => {
    let looks = 0;
    return async (...input: Parameters<typeof look>) => {
      const seen = await look(...input);
      if ((looks += 1) === nth) stopped();
      return seen;
    };
  };

  it("is not sent by it, and is sent by the next one", async () => {
    const { device, contain } = world();
    device.method.look = stoppedAfter(device.method.look, 1);

    await expect(contain()).rejects.toThrow("was stopped for too long");
    expect(device.writes).toEqual([]);
    expect(await contain()).toMatchObject({ value: { state: "in-force" } });

    expect(device.writes).toEqual(["isolate pc7"]);
  });

  it.each([1, 2])("is not ended by it after look %i, and ended by the next one", async (nth) => {
    const { device, contain, release, ledger } = world();
    await contain();
    device.method.look = stoppedAfter(device.method.look, nth);

    await expect(release(ref)).rejects.toThrow("was stopped for too long");
    expect(await ledger.containment(id)).toMatchObject({ state: "releasing" });
    expect(await release(ref)).toMatchObject({ value: { state: "ended" } });

    expect(device.writes).toEqual(["isolate pc7", "release pc7"]);
  });

  it("is not ended by it when it was contained anew since", async () => {
    const { device, contain, release, ledger } = world();
    await contain();
    device.isolated.clear();
    const { look } = device.method;
    device.method.look = async (...input) => {
      const seen = await look(...input);
      await ledger.reviseContainment(
        id,
        (now) => now && { ...now, state: "acting", round: now.round + 1, holds: [holdOf()] },
      );
      return seen;
    };

    await release(ref);

    expect(await ledger.containment(id)).toMatchObject({ state: "acting", holds: [{ ref }] });
  });
});

describe("a block in the app's own feeds", () => {
  const observable = { kind: "address" as const, value: "45.155.205.233" };
  const planned: PlannedContainment = {
    ...item,
    id: "feed-block:address:45.155.205.233",
    kind: "feed-block",
    target: { id: "address:45.155.205.233", label: observable.value, names: [observable.value] },
  };

  it("is in force at once, was not so before, and is gone when nobody holds it", async () => {
    const { activities, ledger } = world();
    const step = stepOf(`contain ${planned.id}`);

    expect(await activities.contain({ step, item: planned, hold: holdOf() })).toMatchObject({
      value: { state: "in-force", wasAlready: false },
    });
    const release = { step: stepOf("end"), id: planned.id, ref };
    expect(await activities.endContainment(release)).toEqual(
      success({ id: planned.id, state: "ended", detail: "restored" }),
    );
    expect(await ledger.openContainments()).toEqual([]);
    expect(await activities.contain({ step, item: planned, hold: holdOf() })).toMatchObject({
      value: { state: "in-force", wasAlready: false },
    });
  });
});

describe("extendContainment()", () => {
  it("lets it last longer, never shorter, and only for an incident that holds it", async () => {
    const { activities, contain } = world();
    await contain();
    const until = "2026-03-05T10:00:00.000Z";

    expect(await activities.extendContainment({ id, ref, until })).toMatchObject({
      value: { expiresAt: until },
    });
    expect(
      await activities.extendContainment({ id, ref, until: "2026-03-02T11:00:00.000Z" }),
    ).toMatchObject({ value: { expiresAt: until } });
    expect(await activities.extendContainment({ id, ref: other, until })).toMatchObject({
      ok: false,
    });
  });
});

describe("heldContainments()", () => {
  it("names what an incident holds, the newest first", async () => {
    const { activities, contain } = world();
    await contain();
    await activities.contain({
      step: stepOf("contain isolate-device:pc8"),
      item: { ...item, id: "isolate-device:pc8", target: { ...target, id: "pc8" } },
      hold: holdOf({ addedAt: "2026-03-01T10:00:01.000Z" }),
    });

    const held = await activities.heldContainments({ ref });
    expect(held).toMatchObject({ value: [{ id: "isolate-device:pc8" }, { id }] });
    expect(await activities.heldContainments({ ref: other })).toEqual(success([]));
  });
});

describe("resolveTarget()", () => {
  const claim: Claim = {
    kind: "observable",
    observable: { kind: "address", value: "45.155.205.233" },
  };

  it("finds an address for the feeds by itself", async () => {
    const { activities } = world();

    expect(await activities.resolveTarget({ kind: "feed-block", claim })).toEqual(
      success({
        found: {
          id: "address:45.155.205.233",
          label: "45.155.205.233",
          names: ["45.155.205.233"],
        },
      }),
    );
  });

  it("says which kind is not set up", async () => {
    const { activities } = world();

    expect(await activities.resolveTarget({ kind: "firewall-block", claim })).toMatchObject({
      ok: false,
      failure: { kind: "auth", vendor: "azure-firewall" },
    });
  });
});

/** Every method call of a thing that changes something is a moment in which the process may die. */
function mortal<T extends object>(thing: T, clock: { left: number }): T {
  return new Proxy(thing, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name);
      if (typeof member !== "function") return member;
      return async (...input: unknown[]) => {
        if (clock.left-- === 0) throw new Error("killed before");
        const answer: unknown = await Reflect.apply(member, object, input);
        if (clock.left-- === 0) throw new Error("killed after");
        return answer;
      };
    },
  });
}

describe("a containment whose process dies at any moment", () => {
  const moments = Array.from({ length: 60 }, (_, moment) => moment);

  it.each([0, 1])("has one effect and is taken back once, %i slow looks", async (slowLooks) => {
    let reached = 0;
    for (const moment of moments) {
      const clock = { left: Infinity };
      const ledger = mortal(memoryLedger(), clock);
      const { device, activities, contain, release } = world({ slowLooks, ledger });
      Object.assign(device.method, mortal({ ...device.method }, clock));

      const once = async (work: () => Promise<{ ok: boolean }>): Promise<boolean> => {
        clock.left = moment;
        const survived = await work().then(
          () => true,
          () => false,
        );
        clock.left = Infinity;
        return survived;
      };
      const settled = async (first: () => Promise<unknown>): Promise<void> => {
        await first();
        for (let looks = 0; looks < 4; looks += 1) {
          await activities.checkContainment({ step: stepOf(`contain ${id}`), id });
        }
      };

      const hasContained = await once(() => contain());
      await settled(() => contain());
      expect(device.writes).toEqual(["isolate pc7"]);
      expect(await ledger.containment(id)).toMatchObject({
        state: "in-force",
        before: { isIsolated: false },
      });

      const hasReleased = await once(() => release(ref));
      for (let looks = 0; looks < 4; looks += 1) await release(ref);
      expect(device.writes).toEqual(["isolate pc7", "release pc7"]);
      expect(await ledger.containment(id)).toMatchObject({ state: "ended" });
      if (!hasContained || !hasReleased) reached += 1;
    }
    expect(reached).toBeGreaterThan(20);
  });
});
