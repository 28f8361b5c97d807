import type { Closing } from "../../domain/policy";

/**
 * Sentinel's classification in the words of the Defender portal. Its determination says more than Sentinel
 * knows; only what follows from Sentinel's reason is said.
 */
export const wordsOf = ({ classification, reason }: Closing): object => ({
  classification: classifications[classification],
  determination: (reason && determinations[reason]) ?? determined[classification],
});

const classifications = {
  TruePositive: "truePositive",
  BenignPositive: "informationalExpectedActivity",
  FalsePositive: "falsePositive",
  Undetermined: "unknown",
} as const satisfies Record<Closing["classification"], string>;

const determinations: Partial<Record<NonNullable<Closing["reason"]>, string>> = {
  InaccurateData: "notEnoughDataToValidate",
  IncorrectAlertLogic: "notMalicious",
};

const determined = {
  TruePositive: "other",
  BenignPositive: "other",
  FalsePositive: "other",
  Undetermined: "unknown",
} as const satisfies Record<Closing["classification"], string>;
