import { createHash } from "node:crypto";
import type { ContainmentMethod, Look, Mark } from "../../domain/containing";
import type { Claim, Resolution } from "../../domain/containment";
import { parseIp } from "../../domain/ip-bits";
import { exactAddress } from "../exact-address";
import { ConnectorError, notConfigured } from "../connector-error";
import { type GoogleCloud, vendor } from "./client";
import { changed } from "./operation";
import { type ArmorRule, armorResponse } from "./schema";

const longestDescription = 64;
const tries = 5;

/**
 * One rule of ours for each address in a Cloud Armor policy. Its description begins with a name made from the
 * address, so that it is known again; everybody else's rules are never sent. Google refuses a priority that is
 * used, so that two writers lose nothing. https://cloud.google.com/armor/docs/configure-security-policies
 */
export function blockWithArmor(cloud: GoogleCloud): ContainmentMethod {
  const reading = cloud.compute("compute.securityPolicies.get");
  const updating = cloud.compute("compute.securityPolicies.update");

  function policy() {
    const { GOOGLE_ARMOR_POLICY: found } = cloud.settings;
    if (!found) throw notConfigured(vendor, "GOOGLE_ARMOR_POLICY");
    const place = `projects/${found.project}/global`;
    return { place, path: `/compute/v1/${place}/securityPolicies/${found.name}` };
  }

  async function rules(): Promise<ArmorRule[]> {
    const { path } = policy();
    const request = { method: "GET" as const, path, label: "securityPolicies" };
    return (await reading.read(armorResponse, request)).rules;
  }

  async function add(address: string, priority: number, { text }: Mark): Promise<void> {
    const { place, path } = policy();
    await changed(cloud, {
      http: updating,
      place,
      path: `${path}/addRule`,
      label: "securityPolicies/addRule",
      body: {
        priority,
        action: "deny(403)",
        preview: false,
        description: `${nameOf(address)} ${text}`.slice(0, longestDescription),
        match: { versionedExpr: "SRC_IPS_V1", config: { srcIpRanges: [rangeOf(address)] } },
      },
    });
  }

  async function remove({ priority }: ArmorRule): Promise<void> {
    const { place, path } = policy();
    await changed(cloud, {
      http: updating,
      place,
      path: `${path}/removeRule`,
      query: { priority: String(priority) },
      label: "securityPolicies/removeRule",
    });
  }

  return {
    resolve: async (claim) => resolved(claim),

    look: async ({ id }) => lookAt(await rules(), id),

    async act({ id }, mark) {
      for (let attempt = 1; ; attempt += 1) {
        const now = await rules();
        if (ours(now, id).length > 0) return;
        const priority = freePriority(now, id, cloud.settings.GOOGLE_ARMOR_PRIORITIES);
        try {
          return await add(id, priority, mark);
        } catch (error) {
          const isTaken = error instanceof ConnectorError && [400, 409].includes(error.status ?? 0);
          if (!isTaken || attempt === tries || (await isFree(priority))) throw error;
        }
      }
    },

    async undo({ id }) {
      for (const rule of ours(await rules(), id)) await remove(rule);
    },
  };

  async function isFree(priority: number): Promise<boolean> {
    return (await rules()).every((rule) => rule.priority !== priority);
  }
}

/** By which our rule for an address is known again. */
const nameOf = (address: string): string =>
  `soar-${createHash("sha256").update(`gcp-armor-block ${address}`).digest("hex").slice(0, 12)}`;

const rangeOf = (address: string): string =>
  `${address}/${parseIp(address)?.family === 6 ? 128 : 32}`;

const ours = (rules: readonly ArmorRule[], address: string): ArmorRule[] =>
  rules.filter(({ description }) => description?.split(" ", 1)[0] === nameOf(address));

function lookAt(rules: readonly ArmorRule[], address: string): Look {
  const found = ours(rules, address).map(({ priority, action, preview, match }) => ({
    priority,
    action: action ?? "",
    isPreview: preview ?? false,
    ranges: match?.config?.srcIpRanges ?? [],
  }));
  const isBlocked = found.some(
    ({ action, isPreview, ranges }) =>
      action.startsWith("deny") &&
      !isPreview &&
      [address, rangeOf(address)].some((range) => ranges.includes(range)),
  );
  return { state: { rules: found }, effect: isBlocked ? "in-effect" : "none" };
}

/** The first that nobody uses, from one that the address decides: so two addresses seldom want the same. */
function freePriority(
  rules: readonly ArmorRule[],
  address: string,
  [first, last]: readonly [number, number],
): number {
  const used = new Set(rules.map(({ priority }) => priority));
  const count = last - first + 1;
  const start = Number.parseInt(nameOf(address).slice(5), 16);
  for (let step = 0; step < count; step += 1) {
    const priority = first + ((start + step) % count);
    if (!used.has(priority)) return priority;
  }
  const message = `the Cloud Armor policy uses all priorities from ${first} to ${last}: widen GOOGLE_ARMOR_PRIORITIES`;
  throw new ConnectorError(vendor, "permanent", message);
}

const resolved = (claim: Claim): Resolution =>
  exactAddress(claim, "Cloud Armor's rules of ours hold addresses only");
