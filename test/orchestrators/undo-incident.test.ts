import type { Activities } from "../../activities";
import type { Released } from "../../activities/containing";
import type { Containment } from "../../domain/containment";
import { failure, success } from "../../domain/outcome";
import { releaseContainment } from "../../orchestrators/release-containment";
import { undoIncident } from "../../orchestrators/undo-incident";
import { ref } from "../support/response-fakes";
import { runFlow } from "../support/run-flow";

const held = (kind: Containment["kind"], id: string): Containment => ({
  id: `${kind}:${id}`,
  kind,
  target: { id, label: id, names: [id] },
  state: "in-force",
  round: 1,
  incident: ref,
  holds: [],
});

const all = [held("revoke-sessions", "alex"), held("isolate-device", "PC7")];

/** Answers in turn, by containment; the last one for good. */
function world(script: Record<string, (Pick<Released, "state" | "detail"> | "fails")[]>) {
  const ended: string[] = [];
  const remarks: string[][] = [];
  const activities = {
    heldContainments: async () => success(all),
    endContainment: async ({ id }: Parameters<Activities["endContainment"]>[0]) => {
      ended.push(id);
      const answers = script[id]!;
      const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
      return answer === "fails"
        ? failure({ kind: "auth", vendor: "entra-id", message: "answered 403" })
        : success({ id, ...answer });
    },
    addRemark: async ({ title, lines }: { title: string; lines: string[] }) => {
      remarks.push([title, ...lines]);
      return success({});
    },
  };
  return { ended, remarks, activities };
}

describe("undoIncident", () => {
  it("takes back what the incident holds, in order, waits for providers, and says what it did", async () => {
    const { ended, remarks, activities } = world({
      "revoke-sessions:alex": [{ state: "ended", detail: "there is nothing to take back" }],
      "isolate-device:PC7": [
        { state: "pending", detail: "the provider is at it" },
        { state: "ended", detail: "restored" },
      ],
    });

    const { result } = await runFlow(
      undoIncident,
      { ref, by: "Kim", reason: "a drill" },
      activities,
    );

    expect(ended).toEqual(["revoke-sessions:alex", "isolate-device:PC7", "isolate-device:PC7"]);
    expect(result.items.map(({ state }) => state)).toEqual(["ended", "ended"]);
    expect(remarks).toEqual([
      [
        "Taken back by Kim: a drill",
        "Revoke sessions of alex, which has no undo: done, there is nothing to take back",
        "Release PC7: done, restored",
      ],
    ]);
  });

  it("goes on after one that fails for half an hour, and says that somebody must see to it", async () => {
    const { remarks, activities } = world({
      "revoke-sessions:alex": ["fails"],
      "isolate-device:PC7": [{ state: "left", detail: "somebody else changed it since" }],
    });

    const { result, elapsedMs } = await runFlow(
      undoIncident,
      { ref, by: "Kim", reason: "a drill" },
      activities,
    );

    expect(result.items.map(({ state }) => state)).toEqual(["failed", "left"]);
    expect(elapsedMs).toBeLessThanOrEqual(30 * 60_000);
    expect(remarks[0]!.slice(1)).toEqual([
      expect.stringContaining("failed, somebody must see to it, answered 403"),
      expect.stringContaining("not done, somebody must see to it"),
    ]);
  });
});

describe("releaseContainment", () => {
  const input = { id: "isolate-device:PC7", what: "Isolate PC7", incident: ref };

  it("ends without a word when all went well", async () => {
    const { remarks, activities } = world({
      "isolate-device:PC7": ["fails", { state: "ended", detail: "restored" }],
    });

    const { result } = await runFlow(releaseContainment, input, activities);

    expect(result).toMatchObject({ state: "ended" });
    expect(remarks).toEqual([]);
  });

  it("tries for a day, and then says in the incident that somebody must see to it", async () => {
    const { ended, remarks, activities } = world({ "isolate-device:PC7": ["fails"] });

    const { result, elapsedMs } = await runFlow(releaseContainment, input, activities);

    expect(result).toMatchObject({ state: "failed", detail: "answered 403" });
    expect(elapsedMs).toBeGreaterThan(23 * 3_600_000);
    expect(ended.length).toBeLessThan(70);
    expect(remarks).toEqual([
      [expect.stringContaining("somebody must see to it"), "Isolate PC7: answered 403"],
    ]);
  });
});
