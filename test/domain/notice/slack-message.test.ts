import * as fc from "fast-check";
import type { Notice } from "../../../domain/notice";
import { type SlackBlock, renderSlack, withoutButtons } from "../../../domain/notice/slack-message";
import { mentionOf, slackMrkdwn } from "../../../domain/notice/slack-text";
import { noticeOf } from "../../../domain/report/notice";
import { hostileReport } from "../../support/hostile";
import { hostileNotice } from "../../support/hostile-notice";
import { sampleReport } from "../../support/sample-report";

interface Text {
  type: string;
  text: string;
  emoji?: boolean;
  verbatim?: boolean;
}

const anyNotice = fc.oneof(hostileNotice, hostileReport.map(noticeOf));

/** Every text object of a message, wherever it stands. */
function textsOf(value: unknown): Text[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (typeof value !== "object" || value === null) return [];
  const { type, text } = value as Partial<Text>;
  const own = type !== undefined && /^(?:plain_text|mrkdwn)$/.test(type) && text !== undefined;
  return own ? [value as Text] : Object.values(value).flatMap(textsOf);
}

const elementsOf = ({ blocks }: { blocks: SlackBlock[] }) =>
  blocks
    .filter(({ type }) => type === "actions")
    .flatMap(({ elements }) => elements as Record<string, unknown>[]);

/** What https://docs.slack.dev/reference/block-kit/blocks says of the blocks that are used. */
function limitProblems({ text, blocks }: { text: string; blocks: SlackBlock[] }): string[] {
  const tooMany = (what: string, count: number, limit: number): string[] =>
    count > limit || count === 0 ? [`${what}: ${count} of ${limit}`] : [];
  const perBlock = blocks.flatMap((block): string[] => {
    const fields = (block.fields ?? []) as Text[];
    const elements = (block.elements ?? []) as Record<string, unknown>[];
    const own = (block.text as Text | undefined)?.text;
    switch (block.type) {
      case "header":
        return tooMany("header", own?.length ?? 0, 150);
      case "section":
        return own === undefined
          ? [
              ...tooMany("fields", fields.length, 10),
              ...fields.flatMap((field) => tooMany("field", field.text.length, 2_000)),
            ]
          : tooMany("section", own.length, 3_000);
      case "context":
        return tooMany("context", elements.length, 10);
      default:
        return [
          ...tooMany("actions", elements.length, 25),
          ...elements.flatMap(({ text: label, value = "v", url = "u", action_id }) => [
            ...tooMany("button", (label as Text).text.length, 75),
            ...(typeof value === "string" && value.length > 2_000 ? ["value"] : []),
            ...tooMany("url", String(url).length, 3_000),
            ...tooMany("action_id", String(action_id).length, 255),
          ]),
        ];
    }
  });
  const ids = elementsOf({ blocks }).map(({ action_id }) => action_id);
  return [
    ...tooMany("blocks", blocks.length, 50),
    ...tooMany("text", text.length, 4_000),
    ...(new Set(ids).size === ids.length ? [] : ["action_id twice"]),
    ...perBlock,
  ];
}

describe("renderSlack()", () => {
  it("has the title, the facts, what matters and where to go", () => {
    const { text, blocks } = renderSlack(noticeOf(sampleReport()));

    expect(text.split("\n")[0]).toBe(
      "High: Sign-in from a listed address (incident 4711, malicious)",
    );
    expect(blocks[0]).toEqual({
      type: "header",
      text: { type: "plain_text", text: "High: Sign-in from a listed address", emoji: false },
    });
    expect(textsOf(blocks[1]).map((one) => one.text)).toEqual([
      "*Incident*\n4711",
      "*Severity*\nHigh",
      "*Verdict*\nmalicious",
      "*No answer*\n1 question got no answer. Its answer could not have changed this verdict.",
      "*Ticket*\n`INC0010023`",
    ]);
    expect(elementsOf({ blocks })).toMatchObject([
      { action_id: "acknowledge", value: "respond-0123456789abcdef0123456789abcdef" },
      { action_id: "open-0", url: expect.stringMatching(/^https:\/\/security\.microsoft\.com\//) },
      { action_id: "open-1", url: expect.stringMatching(/^https:\/\/contoso\.service-now\.com\//) },
    ]);
  });

  it("shows a sentence in place of the buttons once there is one", () => {
    const { blocks } = renderSlack(noticeOf(sampleReport()), "Acknowledged by <@U0DEMO1>");

    expect(elementsOf({ blocks }).map(({ action_id }) => action_id)).toEqual(["open-0", "open-1"]);
    expect(textsOf(blocks)).toContainEqual({
      type: "mrkdwn",
      text: "Acknowledged by <@U0DEMO1>",
      verbatim: true,
    });
  });

  it("keeps every limit of Block Kit, whatever comes", () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        expect(limitProblems(renderSlack(notice))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("lets no text of the input become a mention, a link, an emoji or mark-up", () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const message = renderSlack(notice);
        expect(message.text).not.toMatch(/[<>]|https?:\/\//i);
        // Where no blocks are shown it is read as mrkdwn.
        expect(message.text).not.toMatch(/[*`~]|&[lg]t;|(?<![\p{L}\p{N}])_|:[\w'+-]+:/u);
        expect(message.text.replaceAll(/&(?:amp|lt|gt);/g, "")).not.toContain("&");
        for (const { type, text, emoji, verbatim } of textsOf(message.blocks)) {
          expect(text).not.toMatch(/[<>]|https?:\/\//i);
          expect([emoji, verbatim]).toEqual(
            type === "mrkdwn" ? [undefined, true] : [false, undefined],
          );
        }
        for (const { text } of textsOf(message.blocks).filter(({ type }) => type === "mrkdwn")) {
          expect(text.replaceAll(/&(?:amp|lt|gt);/g, "")).not.toContain("&");
          const [title = "", value = ""] = text.split("\n");
          expect(title).toMatch(/^\*[^*`~\n]+\*$/);
          expect(value).toMatch(/^(?:[^*`~]*|`[^`]+`)$/);
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["<!channel> & <@U1>", "‹!channel› &amp; ‹@U1›"],
    ["*b* _i_ ~s~ `c`", "∗b∗ ＿i＿ ∼s∼ ʼcʼ"],
    [":skull: at 10:30", "∶skull: at 10:30"],
    ["svc_backup_01", "svc_backup_01"],
    ["https://evil.zz a@evil.zz", "hxxps://evil[.]zz a@evil[.]zz"],
    ["", "–"],
  ])("shows %j as text", (text, shown) => {
    expect(slackMrkdwn(text, 300)).toBe(shown);
  });

  it("has buttons only for actions of [a-z-], each once", () => {
    const button = (action: string) => ({ action, title: "Go", value: "v" });
    const notice: Notice = {
      ...noticeOf(sampleReport()),
      links: [],
      buttons: ["acknowledge", "acknowledge", "<!here>", "open-0", "block", ""].map(button),
    };

    expect(elementsOf(renderSlack(notice)).map(({ action_id }) => action_id)).toEqual([
      "acknowledge",
      "block",
    ]);
  });
});

describe("withoutButtons()", () => {
  it("makes of a message what its rendering with a sentence is", () => {
    const notice = noticeOf(sampleReport());

    expect(withoutButtons(renderSlack(notice).blocks, "Done")).toEqual(
      renderSlack(notice, "Done").blocks,
    );
  });

  it("leaves a message that has none as it is", () => {
    const { blocks } = renderSlack(noticeOf(sampleReport()), "Done");

    expect(withoutButtons(blocks, "Again")).toEqual(blocks);
  });
});

describe("mentionOf()", () => {
  it("mentions a person by an id that Slack gave", () => {
    expect(mentionOf("U0DEMO1")).toBe("<@U0DEMO1>");
    expect(mentionOf("W012A3CDE")).toBe("<@W012A3CDE>");
  });

  it.each(["", "U", "u0demo1", "!channel", "U1|x", "U1> <!here", "S0GROUP", `U${"1".repeat(99)}`])(
    "mentions nobody for %j",
    (id) => {
      expect(mentionOf(id)).toBeUndefined();
    },
  );
});
