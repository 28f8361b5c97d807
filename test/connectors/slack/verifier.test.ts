import { signed } from "../../../simulators/slack/click";
import { connectorsFor, failureOf, useStage } from "../stage";

const stage = useStage();
const now = new Date("2026-11-24T03:00:00Z");
const secretName = "rotating-signing-secret";

const hold = (value: string) =>
  stage.vendors.scene("key-vault", { secrets: { [secretName]: { value } } });

const requestOf = (options: { secret?: string; ageSeconds?: number }, at = now) => {
  const { headers, body } = signed("payload=%7B%7D", options, at.getTime());
  return {
    timestamp: headers["x-slack-request-timestamp"]!,
    signature: headers["x-slack-signature"]!,
    body: Buffer.from(body),
    now: at,
  };
};
const vaultReads = () =>
  stage.vendors.calls("key-vault").filter(({ status }) => status === 200).length;

describe("slack.isSigned()", () => {
  it("reads the signing secret from the vault, once", async () => {
    const { slack } = stage.connectors;

    expect(await slack.isSigned(requestOf({}))).toBe(true);
    expect(await slack.isSigned(requestOf({}))).toBe(true);
    expect(vaultReads()).toBe(1);
  });

  it("notices a rotated secret at the next request", async () => {
    const { slack } = connectorsFor(stage.vendors.url, { SLACK_SIGNING_SECRET_NAME: secretName });
    hold("the-old-secret");
    expect(await slack.isSigned(requestOf({ secret: "the-old-secret" }))).toBe(true);

    hold("the-new-secret");

    expect(await slack.isSigned(requestOf({ secret: "the-new-secret" }))).toBe(true);
  });

  it("takes the secret without the line break that it was stored with", async () => {
    const { slack } = connectorsFor(stage.vendors.url, { SLACK_SIGNING_SECRET_NAME: secretName });
    hold("the-secret\n");

    expect(await slack.isSigned(requestOf({ secret: "the-secret" }))).toBe(true);
  });

  it("believes nobody while the secret is blank", async () => {
    const { slack } = connectorsFor(stage.vendors.url, { SLACK_SIGNING_SECRET_NAME: secretName });
    hold(" \n");

    expect(await slack.isSigned(requestOf({ secret: "" }))).toBe(false);
    expect(await slack.isSigned(requestOf({ secret: " \n" }))).toBe(false);
  });

  it("asks the vault once a minute at most, however many forgeries come", async () => {
    const { slack } = stage.connectors;

    for (let count = 0; count < 20; count += 1) {
      expect(await slack.isSigned(requestOf({ secret: "a-guess" }))).toBe(false);
    }
    const soon = vaultReads();
    const later = new Date(now.getTime() + 60_000);
    await slack.isSigned(requestOf({ secret: "a-guess" }, later));

    expect([soon, vaultReads()]).toEqual([2, 3]);
  });

  it("asks the vault nothing for a request that is too old", async () => {
    expect(await stage.connectors.slack.isSigned(requestOf({ ageSeconds: 301 }))).toBe(false);
    expect(vaultReads()).toBe(0);
  });

  it("fails when the secret cannot be read: that is not the caller's fault", async () => {
    const { slack } = connectorsFor(stage.vendors.url, { SLACK_SIGNING_SECRET_NAME: "not-there" });

    const error = await failureOf(slack.isSigned(requestOf({})));

    expect(error.message).toContain("not-there");
  });
});
