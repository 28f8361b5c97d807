import { createHash } from "node:crypto";

/** Twelve digits for what we make: the same parts give the same, so that a retry meets its own work. */
export const ownDigits = (...parts: string[]): string =>
  createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 12);
