import { activitiesWith } from "./fakes";
import { ref, step } from "./samples";

const keys = ["piece/run-1/comment/1", "piece/run-1/comment/2"];

/** Activities over a Sentinel that keeps what it is told. */
function stage() {
  const comments: string[] = [];
  const putComment = async (_ref: unknown, _id: string, html: string) => void comments.push(html);
  return {
    comments,
    ...activitiesWith({ sentinel: { putComment, readComment: async () => null } }),
  };
}

describe("keepPiece()", () => {
  it("keeps pieces of which a comment is put together, in the order of its keys", async () => {
    const { activities, comments } = stage();
    await activities.keepPiece({ key: keys[1]!, text: " the rest</p>" });
    await activities.keepPiece({ key: keys[0]!, text: "<p>The first part, and" });

    expect(await activities.addComment({ step, ref, html: { keys } })).toMatchObject({ ok: true });

    expect(comments).toEqual(["<p>The first part, and the rest</p>"]);
  });

  it("writes no comment of which a piece is missing, and says which", async () => {
    const { activities, comments } = stage();
    await activities.keepPiece({ key: keys[0]!, text: "<p>The first part, and" });

    const outcome = await activities.addComment({ step, ref, html: { keys } });

    expect(outcome).toMatchObject({
      ok: false,
      failure: { kind: "not-found", message: expect.stringContaining(keys[1]!) },
    });
    expect(comments).toEqual([]);
  });

  it("keeps a decision that has the same hash as when it is carried whole", async () => {
    const { activities } = stage();
    await activities.keepPiece({ key: keys[0]!, text: '{"a":1,' });
    await activities.keepPiece({ key: keys[1]!, text: '"b":2}' });

    const kept = await activities.recordDecision({ step, ref, decided: { keys } });

    const whole = await activities.recordDecision({ step, ref, decision: { b: 2, a: 1 } });
    expect(kept).toEqual(whole);
  });
});
