import { cleanLine } from "../clean-text";
import { fit } from "../report/fit";
import { httpsUrl } from "../https-url";
import type { Notice, NoticeFact, NoticeSection } from "../notice";
import { renderText } from "./plain-text";
import { slackLines, slackMrkdwn, slackPlain, slackReference } from "./slack-text";

/** A block of Slack's Block Kit as plain data. https://docs.slack.dev/reference/block-kit/blocks */
export interface SlackBlock {
  type: string;
  [member: string]: unknown;
}

/** What `chat.postMessage` and `chat.update` take. */
export interface SlackMessage {
  /** For notifications and screen readers, which read no blocks. */
  text: string;
  blocks: SlackBlock[];
}

const most = { sections: 10, items: 12, facts: 20, links: 5, buttons: 5 };
/** Slack's limits are 3,000 a text, 2,000 a field, 4,000 (better not more) for `text`. */
const sizes = { section: 2_900, item: 280, fact: 300, text: 3_900 };

/**
 * What a channel of Slack sees of a notice. No text forms a mention, a link or mark-up, and every
 * limit of Block Kit is kept by shortening. With `done`, mrkdwn that is safe already ("Acknowledged
 * by <@U0DEMO1>"), that sentence stands where the buttons were.
 */
export function renderSlack(notice: Notice, done?: string): SlackMessage {
  return {
    text: slackLines(renderText(notice, sizes.text) || "–", sizes.text),
    blocks: [
      { type: "header", text: plain(`${notice.severity}: ${slackPlain(notice.title, 130)}`) },
      ...factBlocks(notice),
      ...notice.sections
        .filter(({ items }) => items.length > 0)
        .slice(0, most.sections)
        .flatMap(sectionBlocks),
      { type: "context", elements: [plain(`Ref ${slackPlain(notice.ref, 200)}`)] },
      ...(done === undefined ? [] : [doneBlock(done)]),
      ...(notice.asksReason && done === undefined ? [reasonBlock] : []),
      ...actionBlocks(notice, done === undefined),
    ],
  };
}

/** The same blocks when a button has been used: a sentence, and the links. */
export function withoutButtons(blocks: readonly SlackBlock[], done: string): SlackBlock[] {
  return blocks.flatMap((block) => {
    if (block.block_id === reasonBlock.block_id) return [];
    if (block.type !== "actions" || !Array.isArray(block.elements)) return [block];
    const links = block.elements.filter(isLink);
    if (links.length === block.elements.length) return [block];
    return [doneBlock(done), ...(links.length > 0 ? [{ ...block, elements: links }] : [])];
  });
}

/** What is written in it comes back with every click, in `state.values.reason.reason`. */
const reasonBlock = {
  type: "input",
  block_id: "reason",
  element: { type: "plain_text_input", action_id: "reason", max_length: 500 },
  label: { type: "plain_text", text: "Reason", emoji: false },
} as const;

const isLink = (element: unknown): boolean =>
  typeof element === "object" && element !== null && "url" in element;

const doneBlock = (done: string): SlackBlock => ({ type: "context", elements: [mrkdwn(done)] });

function factBlocks({ facts, ref }: Notice): SlackBlock[] {
  const fields = facts
    .filter(({ value }) => value !== ref)
    .slice(0, most.facts)
    .map(fieldOf);
  return [fields.slice(0, 10), fields.slice(10)]
    .filter(({ length }) => length > 0)
    .map((group) => ({ type: "section", fields: group }));
}

const fieldOf = ({ title, value, isReference }: NoticeFact) =>
  mrkdwn(
    `*${slackMrkdwn(title, 100)}*\n${isReference ? slackReference(value, 200) : slackMrkdwn(value, sizes.fact)}`,
  );

function sectionBlocks({ title, items, more: others = 0 }: NoticeSection): SlackBlock[] {
  const lines = items.slice(0, most.items).map((text) => `• ${slackPlain(text, sizes.item)}`);
  const [{ shown } = { shown: [] }] = fit([lines], ({ length }) => length + 1, sizes.section);
  const more = items.length + others - shown.length;
  const text = [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join("\n");
  return [
    { type: "section", text: mrkdwn(`*${slackMrkdwn(title, 200)}*`) },
    { type: "section", text: plain(text) },
  ];
}

function actionBlocks({ buttons, links }: Notice, hasButtons: boolean): SlackBlock[] {
  const asked = buttons.filter(
    ({ action }, index) =>
      /^[a-z][a-z-]{0,60}$/.test(action) &&
      !action.startsWith("open-") &&
      buttons.findIndex((other) => other.action === action) === index,
  );
  const urls = links.flatMap(({ title, url }) => {
    const href = httpsUrl(url);
    return href === undefined ? [] : [{ title, href }];
  });
  const elements = [
    ...(hasButtons ? asked : []).slice(0, most.buttons).map(({ action, title, value, style }) => ({
      type: "button",
      action_id: action,
      text: plain(slackPlain(title, 75)),
      value: cleanLine(value, 200),
      ...(style !== undefined && { style }),
    })),
    ...urls.slice(0, most.links).map(({ title, href }, index) => ({
      type: "button",
      action_id: `open-${index}`,
      text: plain(slackPlain(title, 75)),
      url: href,
    })),
  ];
  return elements.length > 0 ? [{ type: "actions", elements }] : [];
}

const plain = (text: string) => ({ type: "plain_text", text, emoji: false });

/** Verbatim: Slack makes no links of what is not marked as one. */
const mrkdwn = (text: string) => ({ type: "mrkdwn", text, verbatim: true });
