import type { Containment, Hold } from "../../domain/containment";
import type { Ledger } from "../../ledger/ledger";

/** A ledger, and all the connections to it that there can be. */
export type Connected = () => { ledger: Ledger; connections: () => Promise<Ledger[]> };

export const hold = (name: string, expiresAt = "2026-03-02T10:00:00.000Z"): Hold => ({
  ref: { subscriptionId: "s", resourceGroup: "rg", workspaceName: "law", name },
  incidentNumber: 1,
  runId: `run of ${name}`,
  reason: "9 of 93 engines say malicious",
  addedAt: "2026-03-01T10:00:00.000Z",
  expiresAt,
});

export const containment = (value: string, change: Partial<Containment> = {}): Containment => ({
  id: `feed-block:address:${value}`,
  kind: "feed-block",
  target: { id: `address:${value}`, label: value, names: [value] },
  state: "in-force",
  round: 1,
  incident: hold("incident-1").ref,
  holds: [hold("incident-1")],
  ...change,
});

export const put = (ledger: Ledger, one: Containment) =>
  ledger.reviseContainment(one.id, () => one);

/** What every ledger keeps about containments. */
export function keepsContainments(connected: Connected): void {
  let ledger: Ledger;
  beforeEach(() => ({ ledger } = connected()));

  const idsOf = (found: Containment[]) => found.map(({ id }) => id);

  it("reviseContainment() starts from nothing, and answers what it made of it", async () => {
    const one = containment("203.0.113.7", { before: { ü: [1, null] } });
    const seen: unknown[] = [];

    const answer = await ledger.reviseContainment(one.id, (now) => {
      seen.push(now);
      return one;
    });

    expect(new Set(seen)).toEqual(new Set([undefined]));
    expect(answer).toEqual(one);
    expect(await ledger.containment(one.id)).toEqual(one);
  });

  it("reviseContainment() keeps what is there when its change answers nothing", async () => {
    const one = containment("203.0.113.7");
    await put(ledger, one);

    expect(await ledger.reviseContainment(one.id, () => undefined)).toEqual(one);
    expect(await ledger.reviseContainment("feed-block:never", () => undefined)).toBeUndefined();
    expect(await ledger.containment("feed-block:never")).toBeUndefined();
  });

  it("reviseContainment() hands on what its change throws, and changes nothing", async () => {
    const one = containment("203.0.113.7");
    await put(ledger, one);

    const fails = ledger.reviseContainment(one.id, () => {
      throw new Error("not held");
    });

    await expect(fails).rejects.toThrow("not held");
    expect(await ledger.containment(one.id)).toEqual(one);
  });

  it("reviseContainment() loses no hold of several that come at once", async () => {
    const all = await connections();
    const names = Array.from({ length: 12 }, (_, index) => `incident-${index}`);
    const empty = containment("203.0.113.7", { holds: [] });

    await Promise.all(
      names.map((name, index) =>
        all[index % all.length]!.reviseContainment(empty.id, (now = empty) => ({
          ...now,
          holds: [...now.holds, hold(name)],
        })),
      ),
    );

    const found = await ledger.containment(empty.id);
    expect(found?.holds.map(({ ref }) => ref.name).toSorted()).toEqual(names.toSorted());
    await closeOthers(all);
  });

  it("reviseContainment() gives one of several at once the last word, and tells all of it", async () => {
    const all = await connections();
    const one = containment("203.0.113.7", { holds: [] });
    await put(ledger, one);

    // Each takes it when nobody has: one of them does.
    const answers = await Promise.all(
      [...all, ...all].map((each, index) =>
        each.reviseContainment(one.id, (now) =>
          now?.note === undefined ? { ...now!, note: `taken by ${index}` } : undefined,
        ),
      ),
    );

    expect(new Set(answers.map((answer) => answer?.note)).size).toBe(1);
    await closeOthers(all);
  });

  it("openContainments() lists those that may have an effect, by id, not the ended or left", async () => {
    await put(ledger, containment("203.0.113.9", { state: "acting" }));
    await put(ledger, containment("203.0.113.10", { state: "releasing" }));
    await put(ledger, containment("2001:db8::7", { state: "in-force" }));
    await put(ledger, containment("203.0.113.1", { state: "ended" }));
    await put(ledger, containment("203.0.113.2", { state: "left" }));

    expect(idsOf(await ledger.openContainments())).toEqual([
      "feed-block:address:2001:db8::7",
      "feed-block:address:203.0.113.10",
      "feed-block:address:203.0.113.9",
    ]);
  });

  it("openContainments() lists one kind, or all", async () => {
    const device = containment("m1", { id: "isolate-device:m1", kind: "isolate-device" });
    await put(ledger, device);
    await put(ledger, containment("203.0.113.7"));

    expect(await ledger.openContainments("isolate-device")).toEqual([device]);
    expect(await ledger.openContainments("disable-account")).toEqual([]);
    expect(await ledger.openContainments()).toHaveLength(2);
  });

  it("a containment leaves the list when it ends, and comes back when it is contained anew", async () => {
    const one = containment("203.0.113.7");
    await put(ledger, one);

    await put(ledger, { ...one, state: "ended", holds: [] });
    expect(await ledger.openContainments()).toEqual([]);
    expect(await ledger.containment(one.id)).toMatchObject({ state: "ended" });

    await put(ledger, { ...one, round: 2 });
    expect(await ledger.openContainments()).toMatchObject([{ round: 2 }]);
  });

  it("keeps ids of any characters apart, and gives copies", async () => {
    const url = `https://example.org/${"a/".repeat(600)}?q='ü#\0`;
    const one = containment(url);
    await put(ledger, one);
    await put(ledger, containment(`${url}b`));

    const [first] = await ledger.openContainments();
    first!.holds.push(hold("somebody else"));

    expect(await ledger.containment(one.id)).toEqual(one);
    expect(await ledger.openContainments()).toHaveLength(2);
  });

  const connections = (): Promise<Ledger[]> => connected().connections();
}

export const closeOthers = async ([, ...others]: Ledger[]): Promise<void> =>
  void (await Promise.all(others.map((other) => other.close())));
