import type { SimulatedRequest } from "../simulator";
import { FilterError, filterOf } from "./filter";
import type { StoredMessage } from "./message-store";
import { type Problem, badRequest } from "./problem";

const selectable = [
  "id",
  "createdDateTime",
  "lastModifiedDateTime",
  "changeKey",
  "categories",
  "receivedDateTime",
  "sentDateTime",
  "hasAttachments",
  "internetMessageId",
  "subject",
  "bodyPreview",
  "importance",
  "parentFolderId",
  "conversationId",
  "isRead",
  "isDraft",
  "webLink",
  "body",
  "sender",
  "from",
  "toRecipients",
  "ccRecipients",
  "bccRecipients",
  "replyTo",
  "internetMessageHeaders",
];
const options = new Set(["$filter", "$select", "$top", "$skip", "$orderby", "$count"]);

/** Whether a request asks for ids that stay: of every request by itself. */
const wantsImmutableIds = ({ headers }: SimulatedRequest): boolean =>
  /IdType\s*=\s*"?ImmutableId"?/i.test(headers["prefer"] ?? "");

/** Says that a preference was followed, as Graph does. */
export const preferenceHeaders = (request: SimulatedRequest): Record<string, string> =>
  wantsImmutableIds(request) ? { "preference-applied": 'IdType="ImmutableId"' } : {};

/** A message as Graph shows it; extended properties only come when they are expanded. */
export function shownMessage(
  row: StoredMessage,
  request: SimulatedRequest,
  select?: readonly string[],
): Record<string, unknown> {
  const id = wantsImmutableIds(request) ? row.immutableId : row.id;
  const {
    singleValueExtendedProperties: _hidden,
    internetMessageHeaders,
    ...written
  } = row.message;
  const whole: Record<string, unknown> = {
    id,
    createdDateTime: row.createdDateTime,
    lastModifiedDateTime: row.sentDateTime ?? row.createdDateTime,
    changeKey: "CQAAABYAAAA",
    categories: [],
    receivedDateTime: row.createdDateTime,
    sentDateTime: row.sentDateTime ?? row.createdDateTime,
    hasAttachments: row.message["attachments"] !== undefined,
    internetMessageId: row.internetMessageId,
    bodyPreview: "",
    importance: "normal",
    parentFolderId: folderId(row.mailbox, row.folder),
    conversationId: row.conversationId,
    isRead: true,
    toRecipients: [],
    ccRecipients: [],
    bccRecipients: [],
    replyTo: [],
    ...written,
    subject: row.subject,
    isDraft: row.isDraft,
    webLink: `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(row.id)}`,
    ...(select?.includes("internetMessageHeaders") && { internetMessageHeaders }),
  };
  const members = select
    ? select.map((name) => [name, whole[name] ?? null])
    : Object.entries(whole);
  return { "@odata.etag": 'W/"CQAAABYAAAA"', ...Object.fromEntries(members), id };
}

/** Folders have ids that stay by themselves. */
export const folderId = (mailbox: string, folder: string): string =>
  `AQMkAD${Buffer.from(`${folder}@${mailbox}`).toString("base64url")}AAAA`;

/** The query options of a request for one message or several. */
export interface MessageQuery {
  fits: (row: StoredMessage) => boolean;
  select?: string[];
  top: number;
  skip: number;
}

/** Reads them, or says what is wrong with them. */
export function messageQueryOf({ query }: SimulatedRequest): MessageQuery | Problem {
  const odd = [...query.keys()].find((name) => !options.has(name));
  if (odd !== undefined) return badRequest(`The query option '${odd}' is not simulated.`);
  const names = query
    .get("$select")
    ?.split(",")
    .map((name) => name.trim());
  const unknown = names?.find((name) => !selectable.includes(name));
  if (unknown !== undefined) {
    return {
      status: 400,
      code: "RequestBroker--ParseUri",
      message: `Could not find a property named '${unknown}' on type 'Microsoft.OutlookServices.Message'.`,
    };
  }
  const [top, skip] = [query.get("$top") ?? "10", query.get("$skip") ?? "0"].map(Number);
  if (!Number.isInteger(top) || !Number.isInteger(skip) || top! < 1 || top! > 1_000 || skip! < 0) {
    return badRequest("Invalid value specified for $top or $skip query option.");
  }
  try {
    const filter = query.get("$filter");
    const fits = filter === null ? () => true : filterOf(filter);
    return { fits, ...(names && { select: names }), top: top!, skip: skip! };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return badRequest(`Invalid filter clause: ${error.message}`);
  }
}
