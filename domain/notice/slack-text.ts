import { cleanLine, cut } from "../clean-text";
import { defang, refang } from "../defang";

/**
 * Hostile text for a `plain_text` object: Slack reads no mark-up there. One line, nothing in it is
 * an address that could be followed; and no angle brackets, in case somebody reads it elsewhere.
 */
export function slackPlain(text: string, maxLength: number): string {
  const line = defang(refang(cleanLine(text, maxLength)));
  return cut(withoutBrackets(line), maxLength) || "–";
}

/**
 * Hostile text for a `mrkdwn` object: one line, no mention, link, emoji or format. At most `maxLength`
 * characters as it is sent, escapes included.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
export function slackMrkdwn(text: string, maxLength: number): string {
  return escapedWithin(inert(slackPlain(text, maxLength)), maxLength);
}

/**
 * Lines that are safe as plain text, for the `text` of a message: where no blocks are shown, Slack
 * reads it as mrkdwn. At most `maxLength` characters as it is sent.
 */
export const slackLines = (lines: string, maxLength: number): string =>
  escapedWithin(inert(withoutBrackets(lines)), maxLength);

const withoutBrackets = (text: string): string => text.replaceAll("<", "‹").replaceAll(">", "›");

/** Text in which Slack finds nothing to format. */
const inert = (text: string): string =>
  text
    .replace(/[*`~]/g, (character) => lookAlikes[character] ?? "")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "＿")
    .replace(/:(?=[\w'+-]+:)/g, "∶");

/** A reference that somebody copies: code, in which nothing else is formatted. */
export function slackReference(text: string, maxLength: number): string {
  const code = cleanLine(text, maxLength).replaceAll("`", "ʼ").replaceAll("://", ":∕∕");
  return `\`${escapedWithin(code || "–", maxLength - 2)}\``;
}

const lookAlikes: Readonly<Record<string, string>> = { "*": "∗", "`": "ʼ", "~": "∼" };

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const escaped = (text: string): string =>
  text.replace(/[&<>]/g, (character) => escapes[character] ?? "");

/** Escaped text of at most `maxLength` characters; no escape is cut in two. */
export function escapedWithin(text: string, maxLength: number): string {
  const whole = escaped(text);
  const over = whole.length - maxLength;
  return over <= 0 ? whole : escapedWithin(cut(text, Math.max(1, text.length - over)), maxLength);
}

/** A mention of one person; undefined when the id is not one that Slack gives to people. */
export const mentionOf = (userId: string): string | undefined =>
  /^[UW][A-Z0-9]{1,30}$/.test(userId) ? `<@${userId}>` : undefined;
