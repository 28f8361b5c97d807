import type { Answer } from "../simulator";

/** A refusal as Splunk words it. */
export const messages = (status: number, type: string, text: string): Answer => ({
  status,
  body: { messages: [{ type, text }] },
});
