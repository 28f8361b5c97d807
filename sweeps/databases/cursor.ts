import { z } from "zod";

const key = z.array(z.string()).min(1).max(4);

/** Where a table was read to: keys as the database writes them as text. */
const tableCursor = z.object({
  version: z.literal(1),
  /** Of the last row in the order of keys; null while there was none. */
  after: key.nullable(),
  /** Rows up to here were there before the first sweep, and are not wanted. */
  floor: z.string().nullable(),
  /** Numbers below the last that were missing: their rows may come yet. From, to, and when that was first seen. */
  gaps: z.array(z.tuple([z.string(), z.string(), z.string()])),
  /** Of a key of times: rows of the last minutes, by their joined keys. */
  seen: z.array(z.string()),
});

export type TableCursor = z.infer<typeof tableCursor>;

export const noCursor: TableCursor = {
  version: 1,
  after: null,
  floor: null,
  gaps: [],
  seen: [],
};

/** A cursor as an earlier read left it. Throws on one of another version, or of another kind of source. */
export function readCursor(value: unknown): TableCursor | undefined {
  if (value === undefined || value === null) return undefined;
  const parsed = tableCursor.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(
    "The cursor of this table is of another kind of source: give the source a new name",
  );
}
