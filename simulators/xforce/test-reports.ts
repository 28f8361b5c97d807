import { reportRow } from "./report-row";

/** The SHA-256 of the EICAR test file. */
export const eicarSha256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

/**
 * What the simulated X-Force knows from the start. The ratings are invented and say nothing about
 * who really uses these addresses and domains; only EICAR is what it seems.
 */
export const testReports = [
  reportRow("45.83.64.10", { score: 7.1, cats: { "Scanning IPs": 57, Bots: 14 } }),
  reportRow("45.83.64.11", { score: 4.3, cats: { "Scanning IPs": 29, "Dynamic IPs": 71 } }),
  reportRow("contoso-secure-login.net", { score: 8.6, cats: { "Phishing URLs": true } }),
  reportRow("https://contoso-secure-login.net/verify", {
    score: 10,
    cats: { "Phishing URLs": true, "Early Warning": true },
  }),
  reportRow("microsoft.com", { score: 1, cats: { "Software / Hardware": true } }),
  reportRow("https://www.microsoft.com/", { score: 1, cats: { "Software / Hardware": true } }),
  reportRow(eicarSha256, { risk: "high", family: ["eicar"] }),
];
