import type { Activities } from "../../activities";
import { failure, success } from "../../domain/outcome";
import { fakes, policy, says } from "../support/response-fakes";

const noting = { ...policy, report: { splunk: false, findings: ["security-hub" as const] } };
const finding = { source: "security-hub" as const, id: "arn:aws:x/finding/A1" };

/** A run, and the notes that it wrote. */
function noted(overrides: Partial<Activities> = {}) {
  const notes: string[] = [];
  const world = fakes({
    namedFindings: async ({ sources }) =>
      success({ findings: sources.includes("security-hub") ? [finding] : [], leftOut: 0 }),
    noteFinding: async ({ note }) => {
      notes.push(note);
      return success({ state: "noted" as const });
    },
    ...overrides,
  });
  return { ...world, notes };
}

describe("the notes of findings that an incident's alerts name", () => {
  it("say which incident it was, what it was, and how much is contained", async () => {
    const { run, notes } = noted();

    const { result } = await run({ policy: noting });

    expect(notes).toEqual([
      expect.stringMatching(
        /^Microsoft Sentinel incident 4711: malicious, 1 containment, run \S+$/,
      ),
    ]);
    expect(result).toMatchObject({ notDone: [] });
  });

  it("are left to the closing where the finding is closed right after that", async () => {
    const { run, notes } = noted({ lookUp: says("benign") });

    await run({
      policy: { ...noting, close: { ...policy.close, findings: ["security-hub"] } },
    });
    expect(notes).toEqual([]);

    await run({ policy: noting });
    expect(notes).toHaveLength(1);
  });

  it("are told when they cannot be written, and keep nothing else from being reported", async () => {
    const denied = failure({ kind: "auth", vendor: "aws", message: "it answered 403" });
    const { run, reports } = noted({
      noteFinding: async () => denied,
      namedFindings: async () => success({ findings: [finding], leftOut: 1 }),
    });

    const { result } = await run({ policy: noting });

    expect(result).toMatchObject({
      notDone: [
        "Note in AWS Security Hub: A1: it answered 403",
        "Findings noted: the incident's alerts name 1 more finding, too many for one incident",
      ],
    });
    expect(reports.comment).toHaveLength(1);
  });

  it("are not done where the finding is gone, and done where somebody has one", async () => {
    const gone = noted({ noteFinding: async () => success({ state: "gone" as const }) });
    const kept = noted({ noteFinding: async () => success({ state: "kept" as const }) });

    expect((await gone.run({ policy: noting })).result).toMatchObject({
      notDone: ["Note in AWS Security Hub: A1: it is not there"],
    });
    expect((await kept.run({ policy: noting })).result).toMatchObject({ notDone: [] });
  });

  it("are none where the policy names no source, or the alerts cannot be read", async () => {
    const quiet = noted();
    const denied = failure({ kind: "auth", vendor: "sentinel", message: "it answered 403" });
    const unread = noted({ namedFindings: async () => denied });

    await quiet.run();
    expect(quiet.notes).toEqual([]);
    expect((await unread.run({ policy: noting })).result).toMatchObject({
      notDone: ["Findings noted: it answered 403"],
    });
    expect(unread.notes).toEqual([]);
  });
});
