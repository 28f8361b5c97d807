import type { ContainmentMethod } from "../../domain/containing";
import type { Claim, Resolution } from "../../domain/containment";
import { exactAddress } from "../exact-address";
import type { Checked } from "../checked";
import type { PanOsApi } from "./client";

/**
 * A tag at an address, by which a dynamic address group and its deny rule block it, without a commit.
 * The firewall takes the tag away by itself when its timeout is over, whatever becomes of the app.
 * https://docs.paloaltonetworks.com/pan-os/11-1/pan-os-admin/policy/register-ip-addresses-and-tags-dynamically
 */
export const tagging = (
  api: PanOsApi,
  tag: string,
  timeoutSeconds: number,
): ContainmentMethod & Checked => ({
  resolve: async (claim) => resolved(claim),

  async look({ id }) {
    const isTagged = (await api.tagsOf(id, tag)).includes(tag);
    return { state: { isTagged }, effect: isTagged ? "in-effect" : "none" };
  },

  act: ({ id }) => api.register(id, tag, timeoutSeconds),
  undo: ({ id }) => api.unregister(id, tag),

  /** Reads who has the tag, which proves the key and its right to read. */
  async check() {
    const count = await api.count(tag);
    return `key accepted, ${count} address${count === 1 ? "" : "es"} with the tag "${tag}"`;
  },
});

const resolved = (claim: Claim): Resolution => exactAddress(claim, "PAN-OS tags addresses only");
