import { addressRow } from "./address-row";

/**
 * What the simulated AbuseIPDB knows from the start. The reports are invented and say nothing about
 * who really uses these addresses.
 */
export const testAddresses = [
  addressRow("45.83.64.10", { score: 92, reports: 61, people: 23, isWhitelisted: false }),
  addressRow("45.83.64.11", { score: 38, reports: 9, people: 5, daysAgo: 12 }),
  // Both are reported all the time, by people who misread their own logs.
  addressRow("20.112.52.29", { reports: 2, people: 2, daysAgo: 40, isWhitelisted: true }),
  addressRow("8.8.8.8", { reports: 120, people: 64, isWhitelisted: true }),
];
