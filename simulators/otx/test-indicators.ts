import { indicatorRow } from "./indicator-row";

/** The SHA-256 of the EICAR test file. */
export const eicarSha256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

/**
 * What the simulated OTX knows from the start. The pulses are invented and say nothing about who
 * really uses these addresses and domains.
 */
export const testIndicators = [
  indicatorRow("45.83.64.10", { pulses: 7 }),
  indicatorRow("45.83.64.11", { pulses: 2 }),
  indicatorRow("contoso-secure-login.net", { pulses: 6 }),
  indicatorRow("https://contoso-secure-login.net/verify", { pulses: 5 }),
  // A popular name is in many pulses of people who list whatever a page loads.
  indicatorRow("microsoft.com", { pulses: 64, validation: ["alexa", "majestic", "whitelist"] }),
  indicatorRow("www.microsoft.com", { pulses: 50, validation: ["majestic"] }),
  indicatorRow(eicarSha256, { pulses: 50, isFalsePositive: true }),
];
