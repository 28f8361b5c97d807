import { isRecord } from "../simulator";

type Check = (block: Record<string, unknown>) => (string | undefined)[];

/** What is wrong with blocks, as Slack says it; undefined when it takes them. */
export function blocksProblem(blocks: unknown): string | undefined {
  if (!Array.isArray(blocks)) return "must be an array [json-pointer:/blocks]";
  if (blocks.length > 50) return "no more than 50 items allowed [json-pointer:/blocks]";
  const ids = blocks.flatMap((block) => (isRecord(block) ? (block.block_id ?? []) : []));
  if (new Set(ids).size < ids.length) return "block_id must be unique [json-pointer:/blocks]";
  for (const [index, block] of blocks.entries()) {
    const problem = blockProblem(block);
    if (problem !== undefined) return `${problem} [json-pointer:/blocks/${index}]`;
  }
  return undefined;
}

function blockProblem(block: unknown): string | undefined {
  if (!isRecord(block)) return "must be an object";
  const check = checks[String(block.type)];
  if (!check) return `unsupported type: ${String(block.type)}`;
  return [idProblem(block.block_id), ...check(block)].find((problem) => problem !== undefined);
}

/** https://docs.slack.dev/reference/block-kit/blocks: those that take no files. */
const checks: Readonly<Record<string, Check>> = {
  header: ({ text }) => [textProblem(text, 150, ["plain_text"])],
  divider: () => [],
  section: ({ text, fields }) => [
    text === undefined && fields === undefined ? "missing required field: text" : undefined,
    text === undefined ? undefined : textProblem(text, 3_000),
    fields === undefined
      ? undefined
      : listProblem(fields, 10, (field) => textProblem(field, 2_000)),
  ],
  context: ({ elements }) => [listProblem(elements, 10, (element) => textProblem(element, 3_000))],
  input: ({ label, element }) => [textProblem(label, 2_000, ["plain_text"]), fieldProblem(element)],
  actions: ({ elements }) => [
    listProblem(elements, 25, buttonProblem),
    sameIds(elements) ? "action_id must be unique" : undefined,
  ],
};

function textProblem(
  text: unknown,
  longest: number,
  types: readonly string[] = ["plain_text", "mrkdwn"],
): string | undefined {
  if (!isRecord(text) || !types.includes(String(text.type))) {
    return `text must be of type ${types.join(" or ")}`;
  }
  if (typeof text.text !== "string" || text.text === "") return "must be more than 0 characters";
  if (text.text.length > longest) return `must be less than ${longest + 1} characters`;
  if (text.type === "mrkdwn" && text.emoji !== undefined) return "no such property: emoji";
  return text.type === "plain_text" && text.verbatim !== undefined
    ? "no such property: verbatim"
    : undefined;
}

function buttonProblem(button: unknown): string | undefined {
  if (!isRecord(button) || button.type !== "button") return "unsupported element";
  const { text, value, url, action_id, style } = button;
  if (value !== undefined && !isText(value, 2_000))
    return "value must be less than 2001 characters";
  if (url !== undefined && !(typeof url === "string" && URL.canParse(url) && url.length <= 3_000)) {
    return "invalid url";
  }
  if (style !== undefined && style !== "primary" && style !== "danger") return "invalid style";
  return textProblem(text, 75, ["plain_text"]) ?? idProblem(action_id);
}

function fieldProblem(element: unknown): string | undefined {
  if (!isRecord(element) || element.type !== "plain_text_input") return "unsupported element";
  const { max_length, action_id } = element;
  const isLength = typeof max_length === "number" && max_length >= 1 && max_length <= 3_000;
  if (max_length !== undefined && !isLength) return "max_length must be between 1 and 3000";
  return idProblem(action_id);
}

function listProblem(
  list: unknown,
  most: number,
  problemOf: (item: unknown) => string | undefined,
): string | undefined {
  if (!Array.isArray(list) || list.length === 0) return "must have at least 1 item";
  if (list.length > most) return `no more than ${most} items allowed`;
  return list.map(problemOf).find((problem) => problem !== undefined);
}

const sameIds = (elements: unknown): boolean => {
  if (!Array.isArray(elements)) return false;
  const ids = elements.flatMap((element) => (isRecord(element) ? (element.action_id ?? []) : []));
  return new Set(ids).size < ids.length;
};

const idProblem = (id: unknown): string | undefined =>
  id === undefined || isText(id, 255) ? undefined : "an id must be less than 256 characters";

const isText = (value: unknown, longest: number): boolean =>
  typeof value === "string" && value.length <= longest;
