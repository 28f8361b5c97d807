import { isRecord, SceneError } from "../simulator";

/** One publication of an indicator. Sentinel publishes each anew every week or so, as it then is. */
export interface Publication {
  daysAgo: number;
  /** 0 to 100; null: nobody said. */
  confidence: number | null;
  isActive: boolean;
  isDeleted: boolean;
  isRevoked: boolean;
  validFromDaysAgo: number;
  /** Days from now, negative for what has expired; null: without an end. */
  validForDays: number | null;
  source: string;
  /** STIX: "malicious-activity", "benign" … */
  types: string[];
}

const fresh: Publication = {
  daysAgo: 1,
  confidence: null,
  isActive: true,
  isDeleted: false,
  isRevoked: false,
  validFromDaysAgo: 60,
  validForDays: 90,
  source: "Contoso TAXII feed",
  types: ["malicious-activity"],
};

const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
const isBoolean = (value: unknown): boolean => typeof value === "boolean";
const checks: Record<keyof Publication, (value: unknown) => boolean> = {
  daysAgo: isNumber,
  confidence: (value) => value === null || isNumber(value),
  isActive: isBoolean,
  isDeleted: isBoolean,
  isRevoked: isBoolean,
  validFromDaysAgo: isNumber,
  validForDays: (value) => value === null || isNumber(value),
  source: (value) => typeof value === "string",
  types: (value) => Array.isArray(value) && value.every((type) => typeof type === "string"),
};

/** Reads a scene's indicator: its publications, in any order; null for one that is not there. */
export function publicationsOf(value: string, said: unknown): Publication[] | null {
  if (said === null) return null;
  return (Array.isArray(said) ? said : [said]).map((one: unknown) => {
    if (!isRecord(one)) {
      throw new SceneError(`indicators: "${value}" must be an object such as { "confidence": 90 }`);
    }
    const known = new Map<string, (value: unknown) => boolean>(Object.entries(checks));
    const odd = Object.entries(one).find(([name, member]) => !known.get(name)?.(member));
    if (odd) {
      const names = Object.keys(checks).join(", ");
      throw new SceneError(
        `indicators: "${value}" takes ${names}, not "${odd[0]}": ${JSON.stringify(odd[1])}`,
      );
    }
    return { ...fresh, ...one };
  });
}
