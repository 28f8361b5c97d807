import { isRecord } from "../simulator";
import { cardProblem } from "./card";

/** What a run of the flow did: the cards that it posted, or why it failed. */
export type Outcome = { cards: unknown[] } | { error: string };

const cardContentType = "application/vnd.microsoft.card.adaptive";

/** The most bytes that Teams takes for one message, what it wraps around the request included. */
export const largestMessage = 28_672;

/** How much Teams' own wrapping adds, for a request of this many bytes. */
const wrapped = (bytes: number): number => Math.ceil(bytes * 1.2);

/**
 * The template "Send webhook alerts to a channel": it posts each attachment as a card. Its caller
 * has its 202 already, and never learns how it went.
 */
export function runFlow(body: Buffer, json: unknown): Outcome {
  if (isRecord(json) && json.type === "AdaptiveCard") {
    return { error: "Property 'type' must be 'message': the card needs an envelope around it" };
  }
  const attachments = isRecord(json) ? json.attachments : undefined;
  if (!Array.isArray(attachments)) {
    return {
      error:
        "The result of the evaluation of 'foreach' expression " +
        `'@triggerOutputs()?['body']?['attachments']' is of type '${typeName(attachments)}'. ` +
        "The result must be a valid array.",
    };
  }
  const size = wrapped(body.length);
  if (size > largestMessage) {
    return {
      error: `MessageSizeTooBig: message size ${size} is more than ${largestMessage} bytes`,
    };
  }
  const problem = attachments.map(attachmentProblem).find((found) => found !== undefined);
  if (problem !== undefined) return { error: problem };
  return { cards: attachments.map((attachment: { content: unknown }) => attachment.content) };
}

function attachmentProblem(attachment: unknown): string | undefined {
  if (!isRecord(attachment)) return "Property 'type' must be 'AdaptiveCard'";
  const { contentType = cardContentType, content } = attachment;
  if (contentType !== cardContentType) {
    return `Attachment content type ${JSON.stringify(contentType)} is not supported`;
  }
  return cardProblem(content);
}

function typeName(value: unknown): string {
  if (value === undefined || value === null) return "Null";
  const name = typeof value;
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}
