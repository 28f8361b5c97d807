import { ConnectorError } from "../../connectors/connector-error";
import { success } from "../../domain/outcome";
import { activitiesWith } from "./fakes";
import { report, step } from "./samples";

const failure = (mayHaveHappened: boolean, kind: "transient" | "auth" = "transient") =>
  new ConnectorError("teams", kind, "no answer", { mayHaveHappened });

describe("postTeamsCard()", () => {
  it("posts the report as a card, once", async () => {
    const postCard = jest.fn(
      async (_card: unknown, _aboutToSend?: () => Promise<void>) => undefined,
    );
    const { activities } = activitiesWith({ teams: { postCard } });

    const first = await activities.postTeamsCard({ step, report });
    const repeat = await activities.postTeamsCard({ step, report });

    expect([first, repeat]).toEqual([success({ sent: "yes" }), success({ sent: "yes" })]);
    expect(postCard.mock.calls).toEqual([
      [expect.objectContaining({ type: "AdaptiveCard" }), expect.any(Function)],
    ]);
  });

  it('says "maybe" when Teams may have got it, and never posts it again', async () => {
    const postCard = jest.fn(async (_card: unknown, aboutToSend?: () => Promise<void>) => {
      await aboutToSend?.();
      throw failure(true);
    });
    const { activities } = activitiesWith({ teams: { postCard } });

    const first = await activities.postTeamsCard({ step, report });
    const repeat = await activities.postTeamsCard({ step, report });

    expect([first, repeat]).toEqual([success({ sent: "maybe" }), success({ sent: "maybe" })]);
    expect(postCard).toHaveBeenCalledTimes(1);
  });

  it("is retried when Teams surely did not get it", async () => {
    const postCard = jest.fn(async () => undefined).mockRejectedValueOnce(failure(false));
    const { activities } = activitiesWith({ teams: { postCard } });

    await expect(activities.postTeamsCard({ step, report })).rejects.toThrow("teams: no answer");

    expect(await activities.postTeamsCard({ step, report })).toEqual(success({ sent: "yes" }));
  });

  it("answers that Teams is not set up", async () => {
    const notSetUp = failure(false, "auth");
    const { activities } = activitiesWith({ teams: { postCard: () => Promise.reject(notSetUp) } });

    expect(await activities.postTeamsCard({ step, report })).toMatchObject({
      ok: false,
      failure: { kind: "auth", vendor: "teams" },
    });
  });
});
