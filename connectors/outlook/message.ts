import type { Mail } from "../../domain/mail";
import { ConnectorError } from "../connector-error";

/** The named property that holds our reference: ours by its GUID, whatever other apps write. */
const property = "String {6f1d2c1e-5a0b-4a53-9c5e-3b7d0c6a1f42} Name SentinelRef";

/** The body of a new draft. https://learn.microsoft.com/graph/api/user-post-messages */
export const draftBody = ({ to, subject, html, isUrgent }: Mail, ref: string) => ({
  subject,
  importance: isUrgent ? "high" : "normal",
  body: { contentType: "html", content: html },
  toRecipients: to.map((address) => ({ emailAddress: { address } })),
  internetMessageHeaders: [{ name: "x-sentinel-ref", value: checkedRef(ref) }],
  singleValueExtendedProperties: [{ id: property, value: checkedRef(ref) }],
});

/** Finds the messages with a reference. https://learn.microsoft.com/graph/api/singlevaluelegacyextendedproperty-get */
export const filterBy = (ref: string): string =>
  `singleValueExtendedProperties/Any(ep: ep/id eq ${literal(property)} and ep/value eq ${literal(checkedRef(ref))})`;

/** A text in an OData expression, in which an apostrophe is written twice. */
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** References are part of a header, and Exchange compares them without regard to case. */
function checkedRef(ref: string): string {
  if (/^[a-z0-9:_-]{1,100}$/.test(ref)) return ref;
  throw permanent("The reference of a mail must be 1 to 100 of the characters a-z 0-9 : _ -");
}

/** An id as a segment of a path. */
export function segmentOf(id: string): string {
  if (/^[A-Za-z0-9+/=_-]{1,500}$/.test(id)) return encodeURIComponent(id);
  throw permanent("The id of a mail must be one that Microsoft Graph gave out");
}

const permanent = (message: string) => new ConnectorError("outlook", "permanent", message);
