import { type Fields, type RuleDocument, isFields, textsOf } from "../../sweeps/sigma/document";

/** Records that a rule says it finds, or leaves alone. */
export interface Example {
  readonly sort: "positive" | "negative";
  readonly line: number;
  /** Name of a format of lines, or "windows". */
  readonly format: string;
  /** Lines of the log. */
  readonly text: string;
  /** What the rule must find; nothing of a negative one. */
  readonly finds: readonly Expected[];
  /** Names or ids of other rules that find something in it, too. */
  readonly also: readonly string[];
}

export interface Expected {
  readonly group: Readonly<Record<string, string>>;
  readonly count: number;
}

export interface ExampleProblem {
  readonly line: number;
  readonly message: string;
}

export interface Examples {
  readonly examples: readonly Example[];
  readonly problems: readonly ExampleProblem[];
}

const SORTS = ["positive", "negative"] as const;

/** What a rule's own key `examples` holds; docs/sweep-rules.md shows its form. */
export function examplesOf(document: RuleDocument): Examples {
  const problems: ExampleProblem[] = [];
  const examples: Example[] = [];
  const { examples: section } = document.fields;
  if (section === undefined || section === null) return { examples, problems };
  const told = (path: readonly (string | number)[], message: string): void => {
    problems.push({ line: document.line(path), message });
  };
  if (!isFields(section)) {
    told(["examples"], "examples must be a map with the lists positive and negative.");
    return { examples, problems };
  }
  for (const sort of SORTS) {
    const list = section[sort] ?? [];
    if (!Array.isArray(list)) {
      told(["examples", sort], `examples.${sort} must be a list.`);
      continue;
    }
    list.forEach((one: unknown, index) => {
      const path = ["examples", sort, index];
      const line = document.line(path);
      const made = isFields(one) ? exampleOf(one, sort, line) : "An example must be a map.";
      if (typeof made === "string") told(path, made);
      else examples.push(made);
    });
  }
  return { examples, problems };
}

/** The example, or what is wrong with it. */
function exampleOf(fields: Fields, sort: Example["sort"], line: number): Example | string {
  const { format, records } = fields;
  if (typeof format !== "string") return "An example must name the format of its records.";
  const text = typeof records === "string" ? records : linesOf(records);
  if (text === undefined || text.trim() === "")
    return "The records of an example must be text or a list of objects.";
  const finds = Array.isArray(fields.finds) ? fields.finds.map(expectedOf) : [];
  if (finds.includes(undefined)) return "Each of finds must have a group (a map) and a count.";
  if (sort === "positive" && finds.length === 0)
    return "A positive example must say with finds what is found.";
  if (sort === "negative" && fields.finds !== undefined)
    return "A negative example finds nothing; leave finds out.";
  return { sort, line, format, text, finds: finds as Expected[], also: textsOf(fields.also) };
}

function linesOf(records: unknown): string | undefined {
  if (!Array.isArray(records) || !records.every(isFields)) return undefined;
  return records.map((record) => JSON.stringify(record)).join("\n");
}

function expectedOf(value: unknown): Expected | undefined {
  if (!isFields(value) || !isFields(value.group) || typeof value.count !== "number")
    return undefined;
  const group = Object.entries(value.group).map(([name, text]) => [name, String(text)] as const);
  return { group: Object.fromEntries(group), count: value.count };
}
