/** Everyone whom we ask for reputations, by the folder of its connector. */
export const SOURCE_NAMES = [
  "virustotal",
  "xforce",
  "otx",
  "abuseipdb",
  "greynoise",
  "urlhaus",
  "threatfox",
  "malwarebazaar",
  "umbrella",
  "sentinel-indicators",
] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

/** Whether a text names a source. */
export const isSourceName = (text: string): text is SourceName =>
  SOURCE_NAMES.some((name) => name === text);
