import { webhookPath } from "../../simulators/teams/trigger";
import { keepsConnectorContract } from "../support/connector-contract";
import { sampleReport } from "../support/sample-report";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const route = "POST /powerautomate/automations/direct/workflows/{id}/triggers/manual/paths/invoke";

const step = { key: "run/teams", runId: "run", at: "2026-11-24T03:00:00.000Z" };

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
    repeat: {
      deliver: (activities) => activities.postTeamsCard({ step, report: sampleReport() }),
      stored: () => posted().messages.length,
    },
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

  it("notices at the next card that somebody mended the address", async () => {
    const teams = withWebhook("not an address");
    await failureOf(teams.postCard(card));

    withWebhook(`${stage.vendors.url}/teams${webhookPath}`);

    await expect(teams.postCard(card)).resolves.toBeUndefined();
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

  it.each([
    ["disabled", "not-found", 404],
    ["deleted", "permanent", 400],
  ])("says what to see to when a workflow is %s", async (flow, kind, status) => {
    stage.vendors.scene("teams", { flow });

    const error = await failureOf(stage.connectors.teams.postCard(card)).finally(() =>
      stage.vendors.scene("teams", { flow: "on" }),
    );

    expect(error).toMatchObject({ kind, status, mayHaveHappened: false });
    expect(error.message).toMatch(/: see that the workflow exists and is turned on$/);
  });
});

describe("teams.check()", () => {
  it("says what can be said without a message", async () => {
    expect(await stage.connectors.teams.check()).toBe(
      "the address has the form that Teams gives out; only a message would prove it",
    );
    expect(stage.vendors.calls("teams")).toEqual([]);
  });

  it("says which secret is missing", async () => {
    const { teams } = connectorsFor(stage.vendors.url, { TEAMS_SECRET_NAME: "not-there" });

    expect((await failureOf(teams.check())).message).toContain("not-there");
  });
});

describe("an address that no workflow has", () => {
  const query = "?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=planted-signature";
  const path = "/powerautomate/automations/direct/workflows/1/triggers/manual/paths/invoke";

  it.each([
    [
      "https://contoso.webhook.office.com/webhookb2/planted/IncomingWebhook/planted",
      "Office 365 connector, which Microsoft has retired: make the workflow",
    ],
    ["https://outlook.office.com/webhook/planted", "Office 365 connector"],
    ["https://outlook.office365.com/webhook/planted", "Office 365 connector"],
    [
      `https://prod-01.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke${query}`,
      "put its new address into the secret",
    ],
    [`https://planted.example.com${path}${query}`, "is not on api.powerplatform.com"],
    [`https://api.powerplatform.com.planted.example${path}${query}`, "is not on api.powerplatform"],
    [`https://evil-api.powerplatform.com${path}${query}`, "is not on api.powerplatform.com"],
    ["not an address", "is no webhook address as Teams gives it out"],
  ])("is refused, by check() and by postCard(), with what to do: %s", async (address, words) => {
    const teams = withWebhook(address);

    const errors = [await failureOf(teams.check()), await failureOf(teams.postCard(card))];

    for (const error of errors) {
      expect(error).toMatchObject({ kind: "auth", vendor: "teams", mayHaveHappened: false });
      expect(error.message).toContain(words);
      expect(error.message).toContain('secret "another-webhook"');
      expect(error.message).not.toContain("planted");
    }
  });

  it.each([
    `https://default1.02.environment.api.powerplatform.com:443${path}${query}`,
    `https://default1.02.environment.api.powerplatform.com${path}${query}`,
    `https://default1.02.environment.api.gov.powerplatform.microsoft.us${path}${query}`,
  ])("is not %s", async (address) => {
    expect(await withWebhook(address).check()).toContain("has the form that Teams gives out");
  });
});
