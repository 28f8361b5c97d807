import type { Answer } from "../simulator";

/** The error envelope of the API. https://docs.virustotal.com/reference/errors */
export const problem = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});
