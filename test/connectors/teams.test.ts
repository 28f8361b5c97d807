import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const route = "POST /powerautomate/automations/direct/workflows/{id}/triggers/manual/paths/invoke";

const card = {
  type: "AdaptiveCard",
  version: "1.5",
  body: [{ type: "TextBlock", text: "High: Sign-in from a listed address", wrap: true }],
};

keepsConnectorContract(
  "teams.postCard()",
  {
    vendor: "teams",
    secret: "teams-test-signature",
    route,
    isWrite: true,
    call: ({ teams }) => teams.postCard(card),
    ignoresAnswer: true,
    isForbiddenRefusal: true,
  },
  stage,
);

const posted = () => stage.vendors.state("teams") as { messages: unknown[]; failedRuns: unknown[] };

const withWebhook = (value: string) => {
  stage.vendors.scene("key-vault", { secrets: { "another-webhook": { value } } });
  return connectorsFor(stage.vendors.url, { TEAMS_SECRET_NAME: "another-webhook" }).teams;
};

describe("teams.postCard()", () => {
  it("posts the card in the envelope that the workflow reads", async () => {
    const before = posted();

    await stage.connectors.teams.postCard(card);

    const after = posted();
    expect(after.failedRuns).toEqual(before.failedRuns);
    expect(after.messages).toHaveLength(before.messages.length + 1);
    expect(after.messages.at(-1)).toMatchObject({ cards: [card] });
  });

  it("uses the webhook's address byte for byte", async () => {
    await stage.connectors.teams.postCard(card);

    const [call] = stage.vendors.calls("teams");
    expect(call?.path).toMatch(/\?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1\.0&sig=\*\*\*$/);
  });

  it("sends every character of a query as it is written", async () => {
    const query =
      "?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&x=a+b%20c~!*()@:$,;%c3%a9[]{}|^`";
    const teams = withWebhook(`${stage.vendors.url}/teams/powerautomate/x${query}`);

    await failureOf(teams.postCard(card)); // there is no such workflow

    expect(stage.vendors.calls("teams")[0]?.path).toBe(`/powerautomate/x${query}`);
  });

  it.each([
    ["no address", "not an address"],
    ["an address that would be written anew", "https://example.com/a b?sig=x y"],
    ["plain http to elsewhere", "http://example.com/invoke?sig=planted-signature"],
    ["no text", " "],
  ])("sends nothing to %s", async (_title, value) => {
    const error = await failureOf(withWebhook(value).postCard(card));

    expect(error).toMatchObject({ kind: "auth", vendor: "teams", mayHaveHappened: false });
    expect(error.message).not.toContain("example.com");
    expect(error.message).not.toContain("planted-signature");
  });

  it("never shows the address", async () => {
    for (const fault of [{ status: 404 }, { status: 500 }, { kind: "reset" as const }]) {
      stage.vendors.clearFaults();
      stage.vendors.fault({ vendor: "teams", route, forever: true, ...fault });

      const error = await failureOf(stage.connectors.teams.postCard(card));

      expect(error.message).toContain("teams: POST to the Workflows webhook");
      expect(error.message).not.toMatch(/powerautomate|127\.0\.0\.1|sig=/);
    }
  });

  it("says that a workflow is turned off", async () => {
    stage.vendors.scene("teams", { flow: "disabled" });

    const error = await failureOf(stage.connectors.teams.postCard(card)).finally(() =>
      stage.vendors.scene("teams", { flow: "on" }),
    );

    expect(error).toMatchObject({ kind: "not-found" });
    expect(error.message).toContain("see that the workflow exists and is turned on");
  });
});
