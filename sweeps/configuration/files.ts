import { z } from "zod";
import { ofEverySource } from "./source";
import { encoding, path, whole, zone } from "./values";

const glob = z.string().min(1).max(500);

export const files = z.strictObject({
  kind: z.literal("files"),
  ...ofEverySource,
  roots: z
    .array(path)
    .min(1)
    .max(50)
    .describe("Folders, from where this file is. Nothing outside of them is read."),
  include: z.array(glob).min(1).max(100).default(["**/*"]).describe("Globs below the roots."),
  exclude: z.array(glob).max(100).default([]).describe("Globs of what is left out."),
  format: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,40}$/, 'must be "auto" or the name of a format')
    .default("auto")
    .describe("How records are written; auto looks at each file."),
  zone: zone.default("UTC").describe("Of times that do not name their zone."),
  encoding: encoding.default("auto").describe("auto goes by the byte order mark, else UTF-8."),
  host: z
    .string()
    .min(1)
    .max(255)
    .exactOptional()
    .describe("Whose logs they are, where the logs do not say."),
  fields: z
    .record(z.string().min(1).max(200), z.string().min(1).max(200))
    .exactOptional()
    .describe("Of CSV and JSON: the name that rules use, and the field that it is there."),
  backfill: z
    .enum(["start", "end"])
    .default("end")
    .describe("Where the first sweep begins: with all that is there, or with what comes."),
  maxLineBytes: whole(1_024, 64 * 1_024 * 1_024)
    .default(1_024 * 1_024)
    .describe("A longer line is cut there, and that is told."),
});
