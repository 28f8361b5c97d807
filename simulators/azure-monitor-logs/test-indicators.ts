/** The SHA-256 of the EICAR test file. */
const eicarSha256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

/**
 * The indicators that the simulated workspace holds from the start, as a scene would say them. They
 * are invented and say nothing about who really uses these addresses and domains.
 */
export const testIndicators: readonly [value: string, said: unknown][] = [
  ["45.83.64.10", { confidence: 90 }],
  ["45.83.64.11", { confidence: 50, source: "Microsoft Sentinel" }],
  // Published twice, and surer the second time.
  [
    "contoso-secure-login.net",
    [
      { daysAgo: 9, confidence: 40 },
      { daysAgo: 2, confidence: 85 },
    ],
  ],
  ["https://contoso-secure-login.net/verify", { confidence: 80 }],
  [eicarSha256, { confidence: 100 }],
  ["45.83.64.12", { confidence: 95, validForDays: -3 }],
  [
    "45.83.64.13",
    [
      { daysAgo: 8, confidence: 95 },
      { daysAgo: 1, confidence: 95, isRevoked: true },
    ],
  ],
];
