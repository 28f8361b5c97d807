import { cleanLine } from "../../domain/clean-text";
import type { ContainmentMethod } from "../../domain/containing";
import type { Claim, Resolution } from "../../domain/containment";
import type { Client } from "./client";
import { findMachine } from "./find";
import { targetOf } from "./target";

interface Wanted {
  /** What only a device can be, for a claim that is none: "isolated". */
  done: string;
  /** Whether it is for Windows only. */
  isForWindows?: boolean;
}

/** Exactly one device that a claim names, and that this can be done to. */
export const resolveDevice =
  (client: Client, wanted: Wanted): ContainmentMethod["resolve"] =>
  async (claim: Claim): Promise<Resolution> => {
    if (claim.kind !== "host") {
      return { question: `Only a device can be ${wanted.done}: which one is it?` };
    }
    return deviceOf(client, claim.host, wanted);
  };

/** The same, of a host. */
export async function deviceOf(
  client: Client,
  host: Extract<Claim, { kind: "host" }>["host"],
  { done, isForWindows = false }: Wanted,
): Promise<Resolution> {
  const found = await findMachine(client, host);
  if ("question" in found) return found;
  const target = targetOf(found.machine);
  const system = found.machine.osPlatform ?? "";
  if (!isForWindows || system === "" || /^Windows/i.test(system)) return { found: target };
  const [label, runs] = [target.label, system].map((text) => cleanLine(text, 100));
  return { question: `${label} runs ${runs}, and only Windows can be ${done}: what now?` };
}
