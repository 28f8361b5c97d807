import * as fc from "fast-check";
import { clickOf } from "../../../connectors/slack/interaction";

const payload = {
  type: "block_actions",
  user: { id: "U0ALEX0001", username: "alex" },
  container: { type: "message", message_ts: "1795000001.000200", channel_id: "C0SOCTEAM1" },
  actions: [{ action_id: "acknowledge", block_id: "b", value: "run-1", type: "button" }],
  response_url: "https://hooks.slack.com/actions/T0/1/none",
};
const form = (value: unknown) =>
  Buffer.from(`payload=${encodeURIComponent(JSON.stringify(value))}`);

describe("clickOf()", () => {
  it("reads who clicked what, and where", () => {
    expect(clickOf(form(payload))).toEqual({
      action: "acknowledge",
      value: "run-1",
      reason: "",
      at: "",
      channel: "C0SOCTEAM1",
      ts: "1795000001.000200",
      userId: "U0ALEX0001",
    });
  });

  it.each<[string, unknown]>([
    ["another kind of payload", { ...payload, type: "view_submission" }],
    ["a user whose id is a mention of all", { ...payload, user: { id: "U1> <!channel" } }],
    ["a group in place of a user", { ...payload, user: { id: "S0GROUP" } }],
    [
      "a channel that is a path",
      { ...payload, container: { ...payload.container, channel_id: "C1/../x" } },
    ],
    [
      "a time that is a number",
      { ...payload, container: { ...payload.container, message_ts: 1_795_000_001.0002 } },
    ],
    ["no message", { ...payload, container: undefined }],
    ["no action", { ...payload, actions: [] }],
    ["an action that is no id", { ...payload, actions: [{ action_id: "a/../b" }] }],
    ["nothing", null],
  ])("takes %s for no click", (_what, value) => {
    expect(clickOf(form(value))).toBeUndefined();
  });

  it("takes no other body for a click, and throws nothing", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        expect(clickOf(body)).toBeUndefined();
        expect(clickOf(Buffer.concat([Buffer.from("payload="), body]))).toBeUndefined();
      }),
    );
  });
});
