const emptyFile = new Set([
  "d41d8cd98f00b204e9800998ecf8427e",
  "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
]);

/** Whether a text has the form of an MD5, SHA-1 or SHA-256, in lower case. */
export const isHash = (value: string): boolean =>
  /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);

/** Why a hash says nothing about a file; undefined when it does. */
export function uselessHash(value: string): string | undefined {
  if (emptyFile.has(value)) return "It is the hash of an empty file";
  // Of a real hash, fewer than six different digits or a period are all but impossible.
  const isPlaceholder = new Set(value).size < 6 || /^(.{1,32}?)\1+$/.test(value);
  return isPlaceholder ? "It is a placeholder and no hash of a file" : undefined;
}
