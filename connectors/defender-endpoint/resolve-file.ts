import type { ContainmentMethod } from "../../domain/containing";
import type { Claim, Resolution } from "../../domain/containment";
import type { Client } from "./client";
import { deviceOf } from "./resolve-device";

/** Exactly one file on exactly one device. */
export const resolveFile =
  (client: Client): ContainmentMethod["resolve"] =>
  async (claim: Claim): Promise<Resolution> => {
    if (claim.kind !== "file" || claim.hash.kind !== "hash") {
      return { question: "Only a file on a device can be quarantined: which one is it?" };
    }
    const sha1 = claim.hash.value;
    if (!/^[0-9a-f]{40}$/.test(sha1)) {
      return {
        question: `Defender for Endpoint quarantines files by their SHA-1 only, and ${sha1.slice(0, 64)} is none: what is the file's SHA-1?`,
      };
    }
    const resolved = await deviceOf(client, claim.host, {
      done: "told to quarantine a file",
      isForWindows: true,
    });
    if (!("found" in resolved)) return resolved;
    const { id, label, names, ...device } = resolved.found;
    return {
      found: {
        ...device,
        id: `${id}/${sha1}`,
        label: `${sha1} on ${label}`,
        names: [...new Set([id, label, ...names])],
      },
    };
  };
