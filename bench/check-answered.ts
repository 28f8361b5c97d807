import type { ResponseResult } from "../orchestrators/respond-to-incident";

/** A run counts only when it did all that it should have: half an answer would be a fast one. */
export function checkAnswered(result: ResponseResult): void {
  if (result.outcome !== "answered") throw new Error(`Not answered: ${result.reason}`);
  const { verdict, contained, notDone } = result;
  if (verdict !== "malicious" || contained.length === 0 || notDone.length > 0) {
    throw new Error(`Answered otherwise than expected: ${JSON.stringify(result)}`);
  }
}
