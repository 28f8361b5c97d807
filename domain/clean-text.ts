// Characters that nobody sees but that change what people read: direction overrides, zero-width
// characters, soft hyphens, variation selectors, fillers and tag characters.
const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const controls = /[\p{Cc}\u{2028}\u{2029}]/gu;

/** Hostile text on one line: no control or invisible characters, at most `maxLength` characters. */
export function cleanLine(text: string, maxLength: number): string {
  const visible = shortenedBeforeCleaning(text, maxLength).replace(controls, " ");
  return cut(visible.replace(invisible, "").replace(/\s+/gu, " ").trim(), maxLength);
}

/** Hostile text that may have several lines; everything else as `cleanLine`. */
export function cleanText(text: string, maxLength: number): string {
  const lines = shortenedBeforeCleaning(text, maxLength)
    .split(/\r\n|[\n\r\u2028\u2029]/u)
    .map((line) => cleanLine(line, maxLength));
  return cut(
    lines
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim(),
    maxLength,
  );
}

/** At most `maxLength` characters, the last an ellipsis when something was cut; no half characters. */
export function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const end = isHighSurrogate(text, maxLength - 2) ? maxLength - 2 : maxLength - 1;
  return `${text.slice(0, Math.max(0, end))}…`;
}

// A text of megabytes is not cleaned to show a line of it.
function shortenedBeforeCleaning(text: string, maxLength: number): string {
  return text.slice(0, maxLength * 4 + 64).toWellFormed();
}

function isHighSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdbff;
}
