import type { ContainmentMethod } from "../../domain/containing";
import type { Claim, Resolution } from "../../domain/containment";
import type { GoogleCloud } from "./client";
import { findInstance, instancePath, placeOf, readInstance } from "./instance";
import { changed } from "./operation";
import { isIsolating } from "./isolation-rule";
import { type Firewall, firewallsResponse } from "./schema";

const mostPages = 20;

/**
 * Puts one network tag more on an instance, for which firewall rules of yours deny everything. Tags are compared by
 * their fingerprint: Google refuses a change of what somebody else changed since.
 * https://cloud.google.com/compute/docs/reference/rest/v1/instances/setTags
 */
export function quarantineInstance(cloud: GoogleCloud): ContainmentMethod {
  const { GOOGLE_QUARANTINE_TAG: tag } = cloud.settings;
  const http = cloud.compute("compute.instances.setTags");

  async function set(id: string, isQuarantined: boolean): Promise<void> {
    const { items, fingerprint } = (await readInstance(cloud, id)).tags;
    if (items.includes(tag) === isQuarantined) return;
    const others = items.filter((item) => item !== tag);
    await changed(cloud, {
      http,
      place: placeOf(id),
      path: `${instancePath(id)}/setTags`,
      label: "instances/setTags",
      body: { items: isQuarantined ? [...others, tag] : others, fingerprint },
    });
  }

  async function firewalls(project: string): Promise<Firewall[]> {
    const all: Firewall[] = [];
    let pageToken: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const { items, nextPageToken } = await cloud
        .compute("compute.firewalls.list")
        .read(firewallsResponse, {
          method: "GET",
          path: `/compute/v1/projects/${encodeURIComponent(project)}/global/firewalls`,
          query: { maxResults: "500", ...(pageToken !== undefined && { pageToken }) },
          label: "firewalls",
        });
      all.push(...items);
      if (!nextPageToken) break;
      pageToken = nextPageToken;
    }
    return all;
  }

  async function resolve(claim: Claim): Promise<Resolution> {
    const found = await findInstance(cloud, claim);
    if ("question" in found) return found;
    const { target, instance, project } = found;
    const rules = await firewalls(project);
    const open = instance.networkInterfaces.find((one) => !isIsolating(rules, one, tag));
    if (!open && instance.networkInterfaces.length > 0) return { found: target };
    return {
      question: `No firewall rules of its network deny, with priority 0, all that comes in and goes out of what has the tag ${tag}, so the tag would do nothing for ${target.label}: make them first`,
    };
  }

  return {
    resolve,
    async look({ id }) {
      const isTagged = (await readInstance(cloud, id)).tags.items.includes(tag);
      return { state: { isTagged }, effect: isTagged ? "in-effect" : "none" };
    },
    act: ({ id }) => set(id, true),
    undo: ({ id }) => set(id, false),
  };
}
