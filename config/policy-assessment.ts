import { z } from "zod";
import { CONTEXT_SOURCES } from "../domain/context-source";
import { SIGNALS } from "../domain/signal";
import { each, whole } from "./policy-values";

const points = whole(0, 100);

export const score = z.strictObject({
  weights: each(SIGNALS, points).describe(
    "Points of each kind of evidence at full strength and certainty.",
  ),
  halfLifeHours: whole(1, 24 * 365).describe("After so many hours a signal counts half."),
  suspiciousFrom: points.describe("Score from which an account or host is suspicious."),
  maliciousFrom: points.describe("Score from which an account or host is malicious."),
});

export const context = each(CONTEXT_SOURCES, z.strictObject({ isAsked: z.boolean() }));
