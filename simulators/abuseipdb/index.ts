import { isIP } from "node:net";
import type { Answer, SimulatedRequest, SimulatorFactory, Table } from "../simulator";
import { type AddressRow, addressRow, keyOf } from "./address-row";
import { checkAnswer } from "./check-answer";
import { createDayCounter } from "./day-counter";
import { sceneOf } from "./scene";
import { testAddresses } from "./test-addresses";

/** The key that this simulator takes. Published: it opens nothing else. */
export const abuseipdbKey = "abuseipdb-test-key";

const known = new Map(testAddresses.map((row) => [keyOf(row.address), row]));

const problem = (status: number, detail: string, more = {}): Answer => ({
  status,
  body: { errors: [{ detail, status, ...more }] },
});
const authenticationFailed = problem(
  401,
  "Authentication failed. Your API key is either missing, incorrect, or revoked. " +
    "Note: The APIv2 key differs from the APIv1 key.",
);
const invalid = (parameter: string, detail: string): Answer =>
  problem(422, detail, { source: { parameter } });

/** AbuseIPDB API v2, the look-up of one address. https://docs.abuseipdb.com/#check-endpoint */
export const abuseipdb: SimulatorFactory = (world) => {
  const limits: Table<number> = world.table("limits");
  const perDay = (): number => limits.get("perDay") ?? 1_000;
  // Null hides a test address that a scene wants unknown.
  const taught: Table<AddressRow | null> = world.table("addresses");
  const day = createDayCounter(world);

  function find(address: string): AddressRow {
    const row = taught.get(keyOf(address));
    const found = row === undefined ? known.get(keyOf(address)) : row;
    return found ? { ...found, address } : addressRow(address, {});
  }

  function check({ headers, query }: SimulatedRequest): Answer {
    if (headers["key"] !== abuseipdbKey) return authenticationFailed;
    const isLeft = day.take(perDay());
    const quota = {
      "X-RateLimit-Limit": String(perDay()),
      "X-RateLimit-Remaining": String(Math.max(0, perDay() - day.used())),
    };
    if (!isLeft) {
      const wait = day.resetsAt() - Math.floor(world.now() / 1_000);
      const detail = `Daily rate limit of ${perDay()} requests exceeded for this endpoint. See headers for additional details.`;
      return {
        ...problem(429, detail),
        headers: {
          ...quota,
          "Retry-After": String(wait),
          "X-RateLimit-Reset": String(day.resetsAt()),
        },
      };
    }
    return { ...answerOf(query), headers: quota };
  }

  function answerOf(query: URLSearchParams): Answer {
    const address = query.get("ipAddress");
    if (address === null) return invalid("ipAddress", "The ip address field is required.");
    if (!isIP(address)) {
      const examples = "(e.g. 8.8.8.8 or 2001:4860:4860::8888)";
      return invalid(
        "ipAddress",
        `The ip address must be a valid IPv4 or IPv6 address ${examples}.`,
      );
    }
    const days = Number(query.get("maxAgeInDays") ?? 30);
    if (!Number.isInteger(days) || days < 1 || days > 365) {
      return invalid("maxAgeInDays", "The max age in days must be between 1 and 365.");
    }
    return { body: checkAnswer(find(address), days, query.has("verbose"), world.now()) };
  }

  return {
    name: "abuseipdb",
    routes: { "GET /api/v2/check": check },
    setScene(value) {
      const scene = sceneOf(value);
      if (scene.perDay !== undefined) limits.set("perDay", scene.perDay);
      for (const { key, row } of scene.addresses) taught.set(key, row);
    },
    state: () => ({
      perDay: perDay(),
      usedToday: day.used(),
      addresses: [
        ...testAddresses.filter(({ address }) => taught.get(keyOf(address)) === undefined),
        ...taught.rows().filter((row) => row !== null),
      ],
    }),
  };
};
