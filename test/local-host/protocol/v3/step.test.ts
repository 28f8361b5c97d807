import {
  type Routine,
  allOf,
  done,
  failed,
  firstOf,
  openStep,
  settledStep,
  start,
} from "../../../../local-host/protocol/v3/step";

function* longRoutine(): Routine {
  for (let n = 0; n < 200_000; n += 1) yield settledStep(done);
  return done;
}

describe("a step", () => {
  it("settles once, and runs what waits for it before settle() returns", () => {
    const step = openStep();
    const seen: unknown[] = [];
    step.whenSettled((outcome) => seen.push(outcome));

    step.settle(failed);
    step.settle(done);
    step.whenSettled((outcome) => seen.push(outcome));

    expect(seen).toEqual([failed, failed]);
    expect(step.outcome).toBe(failed);
  });
});

describe("those who wait for one step", () => {
  it("go on in the order in which they began to wait", () => {
    const step = openStep();
    const order: string[] = [];
    for (const name of ["first", "second", "third"]) step.whenSettled(() => order.push(name));

    step.settle(done);

    expect(order).toEqual(["first", "second", "third"]);
  });
});

describe("a routine", () => {
  it("is resumed with how each step ended", () => {
    const first = openStep();
    const second = openStep();
    const seen: unknown[] = [];
    function* routine(): Routine {
      seen.push(yield first, yield second);
      return failed;
    }

    const whole = start(routine());
    first.settle(done);
    const before = whole.outcome;
    second.settle(failed);

    expect(before).toBeUndefined();
    expect(seen).toEqual([done, failed]);
    expect(whole.outcome).toBe(failed);
  });

  it("passes any number of settled steps without a stack", () => {
    expect(start(longRoutine()).outcome).toBe(done);
  });
});

describe("firstOf() and allOf()", () => {
  it("settle with the first and with the last", () => {
    const steps = [openStep(), openStep()] as const;
    const first = firstOf(steps);
    const all = allOf(steps);

    steps[1].settle(failed);
    const half = [first.outcome, all.outcome];
    steps[0].settle(done);

    expect(half).toEqual([done, undefined]);
    expect(all.outcome).toBe(done);
  });

  it("know what has settled before", () => {
    expect(firstOf([openStep(), settledStep(done)]).outcome).toBe(done);
    expect(allOf([settledStep(failed)]).outcome).toBe(done);
    expect(allOf([]).outcome).toBe(done);
    expect(firstOf([]).outcome).toBeUndefined();
  });
});
