const emptyFile = new Set([
  "d41d8cd98f00b204e9800998ecf8427e",
  "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
]);

/** Why a hash says nothing about a file; undefined when it does. */
export function uselessHash(value: string): string | undefined {
  if (!/^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/.test(value)) {
    return "It is no MD5, SHA-1 or SHA-256";
  }
  if (emptyFile.has(value)) return "It is the hash of an empty file";
  // Of a real hash, fewer than four different digits are all but impossible.
  return new Set(value).size < 4 ? "It is a placeholder and no hash of a file" : undefined;
}
