import type { Answer, SimulatedRequest, SimulatorFactory, Table } from "../simulator";
import { type AddressRow, addressRow } from "./address-row";
import { communityAnswer, fullAnswer, quickAnswer } from "./answers";
import { isRoutable } from "./routable";
import { sceneOf, type Settings } from "./scene";
import { testAddresses } from "./test-addresses";
import { createWeekCounter } from "./week-counter";

/** The key that this simulator takes. Published: it opens nothing else. */
export const greynoiseKey = "greynoise-test-key";

const defaults: Settings = {
  offering: "enterprise",
  perWeek: 50,
  keylessPerWeek: 25,
  expiration: "2099-12-31",
  unknown: "empty",
};
const known = new Map(testAddresses.map((row) => [row.address, row]));

// GreyNoise documents the statuses; some words of the bodies are ours.
const problem = (status: number, message: string): Answer => ({ status, body: { message } });
const invalidKey = problem(401, "invalid API key");
const notRoutable = problem(400, "Request is not a valid routable IPv4 address");
const gone = problem(410, "This endpoint has been decommissioned. Use the v3 API instead.");

const notObserved = (ip: string): Answer => ({
  status: 404,
  body: {
    ip,
    noise: false,
    riot: false,
    message: "IP not observed scanning the internet or contained in RIOT data set.",
  },
});

/** GreyNoise API v3, the look-ups of one address. https://docs.greynoise.io/reference/getcommunityip */
export const greynoise: SimulatorFactory = (world) => {
  const settingsTable: Table<Settings> = world.table("settings");
  const settings = (): Settings => settingsTable.get("settings") ?? defaults;
  // Null hides a test address that a scene wants unknown.
  const taught: Table<AddressRow | null> = world.table("addresses");
  const week = createWeekCounter(world);

  function find(address: string): AddressRow | undefined {
    const row = taught.get(address);
    return (row === undefined ? known.get(address) : row) ?? undefined;
  }

  function overQuota(hasKey: boolean): Answer | undefined {
    const { offering, perWeek, keylessPerWeek } = settings();
    if (hasKey && offering === "enterprise") return undefined;
    const [plan, limit] = hasKey ? ["community", perWeek] : ["unauthenticated", keylessPerWeek];
    if (week.take(plan, limit)) return undefined;
    return {
      status: 429,
      body: {
        plan,
        "rate-limit": `${limit}-lookups/week`,
        plan_url: "https://greynoise.io/pricing",
        message: `You have hit your weekly rate limit of ${limit} requests per week. Please create a free account or upgrade your plan at https://greynoise.io/pricing.`,
      },
    };
  }

  function community({ headers, params }: SimulatedRequest): Answer {
    const { key } = headers;
    if (key !== undefined && key !== greynoiseKey) return invalidKey;
    const ip = params["ip"] ?? "";
    if (!isRoutable(ip)) return notRoutable;
    const refusal = overQuota(key !== undefined);
    if (refusal) return refusal;
    const row = find(ip);
    return row ? { body: communityAnswer(row, world.now()) } : notObserved(ip);
  }

  function full({ headers, params, query }: SimulatedRequest): Answer {
    if (headers["key"] !== greynoiseKey) return invalidKey;
    if (settings().offering === "community") return problem(403, "forbidden");
    const ip = params["ip"] ?? "";
    if (!isRoutable(ip)) return notRoutable;
    const row = find(ip);
    if (!row && settings().unknown === "not-found") return notObserved(ip);
    const isQuick = query.get("quick") === "true";
    const said = row ?? addressRow(ip, {});
    return { body: isQuick ? quickAnswer(said) : fullAnswer(said, world.now()) };
  }

  function ping({ headers }: SimulatedRequest): Answer {
    if (headers["key"] !== greynoiseKey) return invalidKey;
    const { offering, expiration } = settings();
    return { body: { address: "127.0.0.1", expiration, message: "pong", offering } };
  }

  return {
    name: "greynoise",
    routes: {
      "GET /ping": ping,
      "GET /v3/community/{ip}": community,
      "GET /v3/ip/{ip}": full,
      "GET /v2/{*rest}": () => gone,
      "POST /v2/{*rest}": () => gone,
    },
    setScene(value) {
      const scene = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...scene.settings });
      for (const { address, row } of scene.addresses) taught.set(address, row);
    },
    state: () => ({
      ...settings(),
      usedThisWeek: week.used("community"),
      addresses: [
        ...testAddresses.filter(({ address }) => taught.get(address) === undefined),
        ...taught.rows().filter((row) => row !== null),
      ],
    }),
  };
};
