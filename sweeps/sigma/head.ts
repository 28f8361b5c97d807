import { createHash } from "node:crypto";
import { type RuleDocument, textsOf } from "./document";
import { Refusal } from "./refusal";
import { LEVELS, type Level, type RuleHead } from "./rule";

/** Of a rule that names none, as most analysts would file it. */
const DEFAULT_LEVEL: Level = "medium";

/** What people read of a rule. `level` is undefined when the rule names none. */
export function headOf({ file, fields }: RuleDocument): RuleHead & { named: Level | undefined } {
  const text = (key: string): string | undefined => {
    const value = fields[key];
    return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
  };
  const [name, description, author] = [text("name"), text("description"), text("author")];
  const title = text("title") ?? name ?? file;
  const named = levelOf(fields.level);
  return {
    id: textsOf(fields.id)[0]?.trim() ?? hashOf(file, title),
    ...(name !== undefined && { name }),
    title,
    level: named ?? DEFAULT_LEVEL,
    named,
    ...(description !== undefined && { description }),
    ...(author !== undefined && { author }),
    tags: textsOf(fields.tags),
    references: textsOf(fields.references),
    falsePositives: textsOf(fields.falsepositives),
    file,
  };
}

const hashOf = (file: string, title: string): string =>
  createHash("sha256")
    .update(JSON.stringify([file, title]))
    .digest("hex")
    .slice(0, 32);

function levelOf(value: unknown): Level | undefined {
  if (value === undefined || value === null) return undefined;
  const level = LEVELS.find((one) => one === value);
  if (level) return level;
  throw new Refusal(`The level must be one of ${LEVELS.join(", ")}.`, ["level"]);
}
