import { escapeHtml } from "../html";
import { httpsUrl } from "../https-url";
import type { Severity } from "../incident";
import type { NoticeFact, NoticeLink } from "../notice";
import { shownHtml } from "../report/shown";

// No text or background has a colour of its own, apart from the badge, which has both: so each
// client's own light or dark is readable. Greys are in the middle between the two.
const font = "font-family:'Segoe UI',Arial,sans-serif;font-size:14px;line-height:20px;";
const line = "border-bottom:1px solid #808080;";
const longestLink = 2_200;

/** White on each is readable: at least 4.5 to 1. */
const badgeColours: Record<Severity, string> = {
  High: "#a4262c",
  Medium: "#8a5a00",
  Low: "#0f6cbd",
  Informational: "#5c5c5c",
};

const table = (rows: string, style = ""): string =>
  `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;${style}">${rows}</table>`;

const row = (text: string, style: string): string =>
  `<tr><td align="left" style="${font}${style}">${text}</td></tr>`;

/** The severity, by word and by colour. */
export const badge = (severity: Severity): string =>
  `<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td align="left" bgcolor="${badgeColours[severity]}" style="${font}font-weight:bold;color:#ffffff;background-color:${badgeColours[severity]};padding:4px 12px;">Severity: ${severity}</td></tr></table>`;

export const heading = (text: string): string =>
  table(
    `<tr><td align="left" style="${font}padding:12px 0;"><h1 style="margin:0;font-size:20px;line-height:28px;">${shownHtml(text, 300)}</h1></td></tr>`,
  );

export const subheading = (text: string): string =>
  table(
    `<tr><td align="left" style="${font}padding:20px 0 4px 0;"><h2 style="margin:0;font-size:16px;line-height:22px;">${shownHtml(text, 80)}</h2></td></tr>`,
  );

/** One fact as a row of `factTable`. A reference is set so that it can be read letter by letter. */
export function factRow({ title, value, isReference }: NoticeFact): string {
  const face = isReference ? "font-family:Consolas,'Courier New',monospace;" : "";
  const name = `<td align="left" valign="top" width="140" style="${font}${line}padding:6px 12px 6px 0;font-weight:bold;">${shownHtml(title, 60)}</td>`;
  return `<tr>${name}<td align="left" valign="top" style="${font}${face}${line}padding:6px 0;word-break:break-word;">${shownHtml(value, 300)}</td></tr>`;
}

export const factTable = (rows: readonly string[]): string => table(rows.join("\n"));

/** One item of a list. */
export const itemRow = (text: string): string =>
  `<tr><td align="left" valign="top" width="16" style="${font}padding:3px 0;">&#8226;</td><td align="left" valign="top" style="${font}padding:3px 0;word-break:break-word;">${shownHtml(text, 400)}</td></tr>`;

export const itemTable = (rows: readonly string[]): string => table(rows.join("\n"));

/** What a shortened list ends with. */
export const moreText = (count: number): string =>
  table(row(`and ${count} more`, "padding:3px 0 3px 16px;font-style:italic;"));

/** A link to one of our pages, by https only; undefined for any other, and for one too long. */
export function linkCell({ title, url }: NoticeLink): string | undefined {
  const href = escapeHtml(httpsUrl(url) ?? "");
  if (href === "" || href.length > longestLink) return undefined;
  return `<td align="left" style="${font}border:1px solid #808080;padding:8px 16px;"><a href="${href}" style="font-weight:bold;">${shownHtml(title, 40)}</a></td>`;
}

export const linkTable = (cells: readonly string[]): string =>
  `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 12px 0;"><tr>${cells.join('<td width="8">&#160;</td>')}</tr></table>`;

/** The whole document, with the line that a mailbox shows beside the subject. */
export function page(title: string, preview: string, parts: readonly string[]): string {
  return [
    '<!DOCTYPE html><html lang="en" style="color-scheme:light dark;"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    '<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">',
    `<title>${shownHtml(title, 200)}</title></head><body style="margin:0;padding:16px;">`,
    `<div style="display:none;max-height:0;overflow:hidden;">${shownHtml(preview, 200)}</div>`,
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:680px;"><tr><td align="left">',
    ...parts,
    "</td></tr></table></body></html>",
    "",
  ].join("\n");
}
