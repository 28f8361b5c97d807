import { z } from "zod";
import { path, whole } from "./values";

const MiB = 1_024 * 1_024;

export const limits = z.strictObject({
  findingsPerSweep: whole(1, 1_000)
    .default(50)
    .describe(
      "Findings of one sweep that get an incident of their own, the worst first; the rest of them is told in one more.",
    ),
  blocksPerSweep: whole(0, 100)
    .default(5)
    .describe("Containments that one sweep leads to without a person; beyond it people are asked."),
  bytesPerSlice: whole(MiB, 1_024 * MiB)
    .default(64 * MiB)
    .describe("What one step reads at most, in uncompressed bytes."),
  secondsPerSlice: whole(1, 240).default(20).describe("How long one step reads at most."),
});

/** What a source has, whatever its kind. */
export const ofEverySource = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "must be lower case letters, digits and hyphens")
    .describe("Names it in incidents, in the API and in the ledger: a new name begins anew."),
  respond: z
    .enum(["report-only", "respond"])
    .default("report-only")
    .describe('Whether its findings may lead to containments, as the policy has it ("respond").'),
  rules: z
    .array(path)
    .min(1)
    .max(50)
    .default(["rules"])
    .describe("Folders of Sigma rules, from where this file is."),
  placeholders: z
    .record(z.string().min(1).max(100), z.array(z.string().max(1_000)).min(1).max(10_000))
    .default({})
    .describe(
      "Values of this site for %name% under rules' expand modifier: administrators, servers, networks.",
    ),
  limits: limits.prefault({}).describe("Bounds of one sweep and of one step of it."),
  quietAfterHours: whole(1, 24 * 90)
    .default(24)
    .describe(
      "Without a single record for so long it is told: a log that is silent may be cut off.",
    ),
};
