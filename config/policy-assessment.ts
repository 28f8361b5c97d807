import { z } from "zod";
import { CONTEXT_SOURCES, contextSources } from "../domain/context-source";
import { SIGNALS } from "../domain/signal";
import { each, whole } from "./policy-values";

const points = whole(0, 100);

export const score = z.strictObject({
  weights: each(SIGNALS, points, (name) => `Points for ${name.replaceAll("-", " ")}.`).describe(
    "Points of each kind of evidence at full strength and certainty.",
  ),
  halfLifeHours: whole(1, 24 * 365).describe("After so many hours a signal counts half."),
  suspiciousFrom: points.describe("Score from which an account or host is suspicious."),
  maliciousFrom: points.describe("Score from which an account or host is malicious."),
});

const asked = z.strictObject({
  isAsked: z.boolean().describe("Whether anything is looked up here."),
});

export const context = each(CONTEXT_SOURCES, asked, (name) => {
  const { title, takes } = contextSources[name];
  return takes.length > 0 ? `${title}, about: ${takes.join(", ")}.` : `${title}.`;
});
