import { retryPolicyOf } from "../../../local-host/triggers/retry-policy";

describe("retryPolicyOf()", () => {
  it("is nothing for a function without one", () => {
    expect(retryPolicyOf(undefined)).toBeUndefined();
  });

  it("waits the same time before every repetition", () => {
    const policy = retryPolicyOf({
      retryStrategy: "fixedDelay",
      maxRetryCount: 3,
      delayInterval: { seconds: 5 },
    });

    expect(policy?.maxRetryCount).toBe(3);
    expect([1, 2, 3].map((count) => policy?.delay(count))).toEqual([5000, 5000, 5000]);
  });

  it("waits twice as long each time, up to the longest", () => {
    const policy = retryPolicyOf({
      retryStrategy: "exponentialBackoff",
      maxRetryCount: -1,
      minimumInterval: { seconds: 2 },
      maximumInterval: { seconds: 9 },
    });

    expect([1, 2, 3, 4].map((count) => policy?.delay(count))).toEqual([2000, 4000, 8000, 9000]);
  });
});
