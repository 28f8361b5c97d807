import { type Pattern, joined, literalOf } from "./pattern";
import { Refusal } from "./refusal";

/** A value on its way through its modifiers. */
export interface Draft {
  readonly pattern: Pattern;
  /** windash came by: its dashes stand for each other. */
  readonly dashes: boolean;
  /** What an encoding made of it, as long as another may follow. */
  readonly bytes?: Buffer;
}

/** https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-appendix-modifiers.md */
export const DASHES = ["-", "/", "–", "—", "―"] as const;

const MOST_DASHES_ENCODED = 4;

const UTF16LE_MARK = Buffer.from([0xff, 0xfe]);

const toBytes: Readonly<Record<string, (draft: Draft) => Buffer>> = {
  utf16le: (draft) => utf16le(draft),
  wide: (draft) => utf16le(draft),
  utf16be: (draft) => utf16le(draft).swap16(),
  utf16: (draft) => Buffer.concat([UTF16LE_MARK, utf16le(draft)]),
};

/** Whether a modifier encodes values. */
export const isEncoding = (modifier: string): boolean =>
  modifier === "base64" || modifier === "base64offset" || Object.hasOwn(toBytes, modifier);

/** The value encoded; several when each of them may be what the log has. */
export function encode(modifier: string, draft: Draft): readonly Draft[] {
  if (draft.dashes) return withEachDash(draft).flatMap((one) => encode(modifier, one));
  const encoder = Object.hasOwn(toBytes, modifier) ? toBytes[modifier] : undefined;
  if (encoder) return [{ pattern: [], dashes: false, bytes: encoder(draft) }];
  const bytes = draft.bytes ?? Buffer.from(plainText(modifier, draft), "utf8");
  const texts = modifier === "base64" ? [bytes.toString("base64")] : atEachOffset(bytes);
  return texts.map((text) => ({ pattern: joined([text]), dashes: false }));
}

/** The value as the log has it. Bytes that no base64 follows are characters of the same numbers. */
export const finished = (draft: Draft): Pattern =>
  draft.bytes ? joined([draft.bytes.toString("latin1")]) : draft.pattern;

function utf16le(draft: Draft): Buffer {
  if (draft.bytes) throw new Refusal("A value is encoded as UTF-16 twice; leave one modifier out.");
  return Buffer.from(plainText("UTF-16", draft), "utf16le");
}

function plainText(encoding: string, { pattern }: Draft): string {
  const text = literalOf(pattern);
  if (text === undefined)
    throw new Refusal(
      `A value with wildcards cannot be encoded with ${encoding}; escape them, or put contains, startswith or endswith after the encoding.`,
    );
  if (text === "") throw new Refusal(`An empty value cannot be encoded with ${encoding}.`);
  return text;
}

/** The part of the base64 text that depends on the value alone, wherever in the encoded text it begins. */
function atEachOffset(bytes: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const length = Math.floor(((offset + bytes.length) * 8) / 6);
    return text.slice(Math.ceil((offset * 8) / 6), length);
  });
}

function withEachDash(draft: Draft): Draft[] {
  const text = plainText("base64 after windash", draft);
  const parts = text.split(/[-/–—―]/u);
  if (parts.length - 1 > MOST_DASHES_ENCODED)
    throw new Refusal(
      `A value has more than ${MOST_DASHES_ENCODED} dashes to be varied before it is encoded; split it.`,
    );
  const variants = parts
    .slice(1)
    .reduce<string[]>(
      (made, part) => made.flatMap((head) => DASHES.map((dash) => head + dash + part)),
      [parts[0] ?? ""],
    );
  return variants.map((variant) => ({ pattern: joined([variant]), dashes: false }));
}
