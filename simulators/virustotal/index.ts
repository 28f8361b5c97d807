import type { Answer, Routes, SimulatedRequest, SimulatorFactory, Table } from "../simulator";
import { meaningOf } from "./find";
import { objectAnswer } from "./object-answer";
import { type Collection, isHash, typeOf } from "./object-kind";
import { type ObjectRow, objectRow } from "./object-row";
import { createObjectStore } from "./object-store";
import { problem } from "./problem";
import { createQuotaCounter, premiumQuota } from "./quota";
import { sceneOf, type Settings } from "./scene";

/** The key that this simulator takes. Published: it opens nothing else. */
export const virustotalKey = "virustotal-test-key";

const defaults: Settings = {
  ...premiumQuota,
  window: "calendar",
  unknown: "not-found",
  keyState: "active",
};

/** VirusTotal API v3, the look-ups. https://docs.virustotal.com/reference/overview */
export const virustotal: SimulatorFactory = (world) => {
  const settingsTable: Table<Settings> = world.table("settings");
  const settings = (): Settings => ({ ...defaults, ...settingsTable.get("settings") });
  const objects = createObjectStore(world);
  const quota = createQuotaCounter(world);

  function lookUp(collection: Collection, request: SimulatedRequest): Answer {
    const refused = refusalOf(request, settings().keyState);
    if (refused) return refused;
    if (!quota.take(settings())) return problem(429, "QuotaExceededError", "Quota exceeded");
    const id = request.params["id"] ?? "";
    const meaning = meaningOf(collection, id);
    if (meaning === "unknowable") return notFound(collection, id);
    if ("refusal" in meaning) return meaning.refusal;
    const row = objects.find(collection, meaning.value) ?? cleanRow(collection, meaning.value);
    return row ? { body: objectAnswer(row, world.url(), world.now()) } : notFound(collection, id);
  }

  function cleanRow(collection: Collection, value: string): ObjectRow | undefined {
    const isAHash = isHash(value);
    if (settings().unknown !== "clean" || isAHash !== (collection === "files")) return undefined;
    return objectRow(value, { harmless: 60, undetected: 34 });
  }

  const collections = Object.keys(typeOf) as Collection[];
  const routes: Routes = Object.fromEntries(
    collections.map((collection) => [
      `GET /api/v3/${collection}/{id}`,
      (request: SimulatedRequest) => lookUp(collection, request),
    ]),
  );

  return {
    name: "virustotal",
    routes,
    setScene(value) {
      const scene = sceneOf(value);
      settingsTable.set("settings", { ...settings(), ...scene.settings });
      for (const { value: text, row } of scene.objects) objects.set(text, row);
    },
    state: () => ({ ...settings(), used: quota.state(), objects: objects.all() }),
  };
};

function refusalOf(
  { headers }: SimulatedRequest,
  keyState: Settings["keyState"],
): Answer | undefined {
  const key = headers["x-apikey"];
  if (!key) return problem(401, "AuthenticationRequiredError", "X-Apikey header is missing");
  if (key !== virustotalKey) return problem(401, "WrongCredentialsError", "Wrong API key");
  if (keyState === "inactive") return problem(401, "UserNotActiveError", "The user is not active");
  if (keyState === "active") return undefined;
  return problem(
    403,
    "ForbiddenError",
    "You are not authorized to perform the requested operation",
  );
}

const labels = { ip_addresses: "IP address", domains: "Domain", urls: "URL", files: "File" };

const notFound = (collection: Collection, id: string): Answer =>
  problem(404, "NotFoundError", `${labels[collection]} "${id}" not found`);
