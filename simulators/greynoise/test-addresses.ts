import { addressRow } from "./address-row";

/**
 * What the simulated GreyNoise knows from the start. The scans are invented and say nothing about
 * who really uses these addresses; 8.8.8.8 is what it seems.
 */
export const testAddresses = [
  addressRow("45.83.64.10", {
    classification: "malicious",
    tags: ["SSH Bruteforcer", "Web Crawler"],
  }),
  addressRow("45.83.64.11", {
    classification: "suspicious",
    daysAgo: 9,
    tags: ["SSH Connection Attempt"],
  }),
  addressRow("20.112.52.29", { trustLevel: "1", name: "Microsoft 365" }),
  addressRow("8.8.8.8", { trustLevel: "1", name: "Google Public DNS" }),
];
