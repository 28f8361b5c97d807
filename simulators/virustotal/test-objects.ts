import { objectRow } from "./object-row";

/** The SHA-256 of the EICAR test file. */
export const eicarSha256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

/**
 * What the simulated VirusTotal knows from the start. The verdicts are invented and say nothing
 * about who really uses these addresses and domains; only EICAR is what it seems.
 */
export const testObjects = [
  objectRow("45.83.64.10", { malicious: 14, suspicious: 2, harmless: 48, undetected: 30 }),
  objectRow("45.83.64.11", { suspicious: 2, harmless: 60, undetected: 32 }),
  objectRow("20.112.52.29", { harmless: 64, undetected: 30 }),
  objectRow("contoso-secure-login.net", {
    malicious: 11,
    suspicious: 1,
    harmless: 52,
    undetected: 30,
  }),
  objectRow("microsoft.com", { harmless: 70, undetected: 24 }),
  objectRow("https://contoso-secure-login.net/verify", {
    malicious: 9,
    suspicious: 2,
    harmless: 57,
    undetected: 28,
  }),
  objectRow("https://www.microsoft.com/", { harmless: 72, undetected: 24 }),
  objectRow(eicarSha256, {
    malicious: 62,
    undetected: 6,
    attributes: {
      md5: "44d88612fea8a8f36de82e1278abb02f",
      sha1: "3395856ce81f2b7382dee72602f798b642f14140",
      sha256: eicarSha256,
      size: 68,
      meaningful_name: "eicar.com",
      names: ["eicar.com", "eicar.com.txt"],
      popular_threat_classification: { suggested_threat_label: "virus.eicar/test" },
    },
  }),
];
