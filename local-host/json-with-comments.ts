/** A string, a comment, or a comma that is followed (over space and comments) by a closing bracket. */
const token =
  /"(?:[^"\\]|\\.)*"|\/\/[^\n\r]*|\/\*[^]*?\*\/|,(?=(?:\s|\/\/[^\n\r]*|\/\*[^]*?\*\/)*[}\]])/g;

/** Parses JSON as the Functions host reads its files: comments and trailing commas do no harm. */
export const parseJsonWithComments = (text: string): unknown =>
  JSON.parse(
    text.replace(/^\uFEFF/, "").replaceAll(token, (found) => (found.startsWith('"') ? found : " ")),
  );
