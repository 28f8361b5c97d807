import { noteText } from "../../warnings";
import type { TurnResult } from "../protocol";

/** A turn that breaks a rule fails the instance, and decides nothing else. */
export function strictly(result: TurnResult): TurnResult {
  const [first] = result.warnings;
  if (!first) return result;
  const message = `Strict: ${noteText(first)}`;
  return { ...result, decisions: [{ kind: "complete", status: "Failed", message }] };
}
