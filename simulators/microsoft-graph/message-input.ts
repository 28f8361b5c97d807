import { isRecord } from "../simulator";
import { type Problem, badRequest } from "./problem";

/** A message as it was written, checked. */
export type MessageInput = Record<string, unknown>;

const readBody = (message: string): Problem => ({ status: 400, code: "RequestBodyRead", message });
const wrongType = (name: string): Problem =>
  readBody(`Cannot convert the value of '${name}' to the type that the property has.`);

const isText = (value: unknown): boolean => typeof value === "string";
const isFlag = (value: unknown): boolean => typeof value === "boolean";
const oneOf =
  (...names: string[]) =>
  (value: unknown): boolean =>
    typeof value === "string" && names.includes(value.toLowerCase());
const isRecipient = (value: unknown): boolean =>
  isRecord(value) &&
  isRecord(value.emailAddress) &&
  isText(value.emailAddress.address) &&
  ["string", "undefined"].includes(typeof value.emailAddress.name);
const listOf =
  (check: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(check);
const isPair =
  (name: string) =>
  (value: unknown): boolean =>
    isRecord(value) && isText(value[name]) && isText(value.value);

/** The members of a message that can be written: https://learn.microsoft.com/graph/api/resources/message */
const members: Record<string, (value: unknown) => boolean> = {
  subject: isText,
  importance: oneOf("low", "normal", "high"),
  body: (value) =>
    isRecord(value) && oneOf("text", "html")(value.contentType) && isText(value.content),
  toRecipients: listOf(isRecipient),
  ccRecipients: listOf(isRecipient),
  bccRecipients: listOf(isRecipient),
  replyTo: listOf(isRecipient),
  from: isRecipient,
  sender: isRecipient,
  categories: listOf(isText),
  isDeliveryReceiptRequested: isFlag,
  isReadReceiptRequested: isFlag,
  internetMessageHeaders: listOf(isPair("name")),
  singleValueExtendedProperties: listOf(isPair("id")),
  attachments: listOf((value) => isRecord(value) && isText(value["@odata.type"])),
};

const propertyId =
  /^(?:String|Integer|Boolean|SystemTime|Double) (?:\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\} (?:Name \S+|Id 0x[0-9a-f]+)|0x[0-9a-f]+)$/i;

/** Reads a message as Graph does: everything is optional, nothing unknown is ignored. */
export function messageOf(json: unknown): MessageInput | Problem {
  if (!isRecord(json)) {
    return badRequest(
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    );
  }
  for (const [name, value] of Object.entries(json)) {
    if (name.startsWith("@odata.")) continue;
    const check = Object.hasOwn(members, name) ? members[name] : undefined;
    if (!check) {
      return readBody(
        `The property '${name}' does not exist on type 'Microsoft.OutlookServices.Message'. Make sure to only use property names that are defined by the type.`,
      );
    }
    if (!check(value)) return wrongType(name);
  }
  return headerProblem(json) ?? propertyProblem(json) ?? json;
}

function headerProblem({ internetMessageHeaders }: MessageInput): Problem | undefined {
  const names = ((internetMessageHeaders ?? []) as { name: string }[]).map(({ name }) => name);
  if (names.length > 5) {
    return {
      status: 400,
      code: "InvalidInternetMessageHeaderCollection",
      message: "Maximum number of headers in one message should be less than or equal to 5.",
    };
  }
  const name = names.find((one) => !/^x-[!-9;-~]+$/i.test(one));
  if (name === undefined) return undefined;
  return {
    status: 400,
    code: "InvalidInternetMessageHeader",
    message: `The internet message header name '${name}' should start with 'x-' or 'X-'.`,
  };
}

function propertyProblem({ singleValueExtendedProperties }: MessageInput): Problem | undefined {
  const properties = (singleValueExtendedProperties ?? []) as { id: string }[];
  const odd = properties.find(({ id }) => !propertyId.test(id));
  if (!odd) return undefined;
  return {
    status: 400,
    code: "ErrorInvalidProperty",
    message: `The property '${odd.id}' is no extended property.`,
  };
}
