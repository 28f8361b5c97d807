import type { Activities } from "../../activities";
import { failure, success } from "../../domain/outcome";
import { fakes, incident, policy, says } from "../support/response-fakes";

const closing = {
  ...policy,
  close: { ...policy.close, findings: ["defender-cloud" as const] },
};
const finding = { source: "defender-cloud" as const, id: "/subscriptions/1/alerts/2518_f144" };
const denied = failure({ kind: "auth", vendor: "defender-cloud", message: "it answered 403" });

/** A run that closes as benign, and what it asked for. */
function closed(overrides: Partial<Activities> = {}) {
  const asked: Parameters<Activities["closeFinding"]>[0][] = [];
  const order: string[] = [];
  const remarks: string[][] = [];
  const world = fakes({
    lookUp: says("benign"),
    namedFindings: async () => {
      order.push("named");
      return success({ findings: [finding], leftOut: 0 });
    },
    closeIncident: async () => {
      order.push("closed");
      return success({ ...incident, status: "Closed" });
    },
    addRemark: async ({ title, lines }) => {
      remarks.push([title, ...lines]);
      return success({ commentId: "r" });
    },
    ...overrides,
    closeFinding: async (input) => {
      asked.push(input);
      return (
        overrides.closeFinding ??
        (async () => success({ state: "closed" as const, as: "Dismissed" }))
      )(input);
    },
  });
  return { ...world, asked, order, remarks };
}

describe("the findings that an incident's alerts name", () => {
  it("are closed as the incident was, with a comment that says which", async () => {
    const { run, asked, reports, remarks, order } = closed();

    const { result } = await run({ policy: closing });

    expect(result).toMatchObject({ isClosed: true, notDone: [] });
    expect(asked).toMatchObject([
      {
        finding,
        closing: { classification: "BenignPositive" },
        comment: expect.stringMatching(
          /^Closed with Microsoft Sentinel incident 4711 by policy, run /,
        ),
      },
    ]);
    expect(reports.resolution[0]).toContain(
      "Finding closed in Defender for Cloud: 2518_f144: now Dismissed",
    );
    expect(remarks).toEqual([]);
    expect(order).toEqual(["named", "closed"]);
  });

  it("are told when somebody had closed them", async () => {
    const { run, reports } = closed({
      closeFinding: async () => success({ state: "was-closed", as: "Resolved" }),
    });

    const { result } = await run({ policy: closing });

    expect(result).toMatchObject({ isClosed: true, notDone: [] });
    expect(reports.resolution[0]).toContain("2518_f144: left as it was, Resolved");
  });

  it("stay open where they happened again, which is told", async () => {
    const { run, asked, remarks } = closed({
      closeFinding: async () => success({ state: "again", as: "2026-11-24T03:05:00.000Z" }),
    });

    const { result } = await run({ policy: closing });

    expect(asked).toMatchObject([{ lookedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) }]);
    expect(result).toMatchObject({
      notDone: [expect.stringContaining("happened again at 2026-11-24 03:05 UTC")],
    });
    expect(remarks).toHaveLength(1);
  });

  it("are closed each for itself, and what stays open is told in the result, the ticket and the incident", async () => {
    const others = ["a", "B", "b"].map((id) => ({ ...finding, id }));
    const { run, asked, reports, remarks } = closed({
      namedFindings: async () => success({ findings: others, leftOut: 2 }),
      closeFinding: async ({ finding: { id } }) =>
        ({
          a: denied,
          B: success({ state: "gone" as const, as: "" }),
          b: success({ state: "closed" as const, as: "Dismissed" }),
        })[id]!,
    });

    const { result } = await run({ policy: closing });

    const told = [
      "Finding closed in Defender for Cloud: a: it answered 403",
      "Finding closed in Defender for Cloud: B: it is not there",
      "Findings closed: the incident's alerts name 2 more findings, too many for one incident: close them by hand",
    ];
    expect(result).toMatchObject({ notDone: told });
    expect(new Set(asked.map(({ step }) => step.key)).size).toBe(3);
    expect(remarks).toEqual([
      ["The incident was closed, but not everything that its alerts name", ...told],
    ]);
    for (const line of ["it answered 403", "b: now Dismissed"]) {
      expect(reports.resolution[0]).toContain(line);
    }
  });

  it("keep no incident open that they cannot be read for", async () => {
    const { run, asked, remarks } = closed({ namedFindings: async () => denied });

    const { result } = await run({ policy: closing });

    expect(asked).toEqual([]);
    expect(result).toMatchObject({
      notDone: ["Findings closed: they are not known: it answered 403"],
    });
    expect(remarks).toHaveLength(1);
  });

  it("stay open where Sentinel's incident stayed open", async () => {
    const { run, asked, remarks } = closed({
      closeIncident: async () => success({ ...incident, status: "Active" }),
    });

    await run({ policy: closing });

    expect(asked).toEqual([]);
    expect(remarks).toEqual([]);
  });

  it("are not even looked for where the policy names no source", async () => {
    const { run, order, asked } = closed();

    await run();

    expect(order).toEqual(["closed"]);
    expect(asked).toEqual([]);
  });
});
