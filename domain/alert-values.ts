const deepest = 4;

/**
 * Every text in the properties of an alert, whole. Sentinel writes custom details as a text of JSON among them:
 * https://learn.microsoft.com/azure/sentinel/surface-custom-details-in-alerts
 */
export function valuesIn(value: unknown, depth = 0): string[] {
  if (depth > deepest) return [];
  if (typeof value === "string") {
    const text = value.trim();
    const parsed = /^[[{]/.test(text) ? parsedOf(text) : undefined;
    return parsed === undefined ? [text] : valuesIn(parsed, depth + 1);
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((one) => valuesIn(one, depth + 1));
}

function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
