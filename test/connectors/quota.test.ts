import { hearingAllowance, hearingQuotas, quotaIn, tellQuota } from "../../connectors/quota";

const now = Date.parse("2026-11-24T10:00:00.000Z");

describe("quotaIn()", () => {
  it.each([
    ["PagerDuty's, in seconds", { "ratelimit-remaining": "7", "ratelimit-reset": "30" }, 7, 30],
    [
      "AbuseIPDB's, since 1970",
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(now / 1000 + 90) },
      0,
      90,
    ],
    [
      "Jira's, as a time",
      { "x-ratelimit-remaining": "12", "x-ratelimit-reset": "2026-11-24T10:00:05Z" },
      12,
      5,
    ],
  ])("reads %s", (_, headers, left, seconds) => {
    expect(quotaIn(headers, now)).toEqual({ left, until: now + seconds * 1_000 });
  });

  it.each([
    {},
    { "x-ratelimit-remaining": "5" },
    { "x-ratelimit-reset": "30" },
    { "x-ratelimit-remaining": "many", "x-ratelimit-reset": "30" },
    { "x-ratelimit-remaining": "-1", "x-ratelimit-reset": "30" },
    { "x-ratelimit-remaining": "5", "x-ratelimit-reset": "2020-01-01T00:00:00Z" },
    { "x-ratelimit-remaining": "5", "x-ratelimit-reset": "99999999999" },
  ])("takes %j for nothing said", (headers) => {
    expect(quotaIn(headers, now)).toBeUndefined();
  });
});

it("tells only who listens, each of what its own work brought", async () => {
  const heard: number[][] = [[], []];
  const told = (left: number) =>
    tellQuota({ "ratelimit-remaining": `${left}`, "ratelimit-reset": "9" }, now);

  told(99);
  await Promise.all(
    heard.map((list, index) =>
      hearingQuotas(
        ({ left }) => list.push(left),
        async () => {
          await Promise.resolve();
          told(index);
        },
      ),
    ),
  );

  expect(heard).toEqual([[0], [1]]);
});

describe("hearingAllowance()", () => {
  const told = (headers: Record<string, unknown>) =>
    hearingAllowance(async () => tellQuota(headers, now));

  it("tells what is left, also without a word about when that changes", async () => {
    await expect(
      told({ "x-ratelimit-limit": "1000", "x-ratelimit-remaining": "999" }),
    ).resolves.toEqual({ left: 999, of: 1_000 });
  });

  it.each([{}, { "x-ratelimit-limit": "1000" }, { "x-ratelimit-remaining": "few" }])(
    "takes %j for nothing said",
    async (headers) => {
      await expect(told(headers)).resolves.toBeUndefined();
    },
  );
});
