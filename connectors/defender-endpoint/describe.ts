import { readableTime } from "../../domain/readable-time";
import { cleanLine } from "../../domain/clean-text";
import type { ContextFinding } from "../../domain/context";
import type { HostEntity } from "../../domain/entity";
import { type Signal, keyOf, labelOf } from "../../domain/signal";
import type { Client } from "./client";
import { findMachine } from "./find";
import type { Machine } from "./schema";

const source = "device";

/** What Defender for Endpoint knows of a host; a question in `note` when it cannot say which device it is. */
export async function describeHost(client: Client, host: HostEntity): Promise<ContextFinding> {
  const named = { source, about: keyOf(host), label: cleanLine(labelOf(host), 256) };
  const found = await findMachine(client, host);
  if ("question" in found) {
    // A device is meant, and nobody knows which: that is an open question, and no missing source.
    return { ...named, state: "partial", facts: [], signals: [], note: found.question };
  }
  const { machine } = found;
  return {
    ...named,
    state: "found",
    facts: factsOf(machine)
      .map((fact) => cleanLine(fact, 200))
      .slice(0, 8),
    signals: signalsOf(machine, named.about),
  };
}

function factsOf(machine: Machine): string[] {
  const { id, computerDnsName, riskScore, exposureLevel, healthStatus, lastSeen } = machine;
  const system = [machine.osPlatform, machine.version].filter(Boolean).join(" ");
  const tags = (machine.machineTags ?? []).slice(0, 10).join(", ");
  return [
    `Risk score ${riskScore ?? "unknown"}, exposure level ${exposureLevel ?? "unknown"}`,
    `Health ${healthStatus ?? "unknown"}, ${machine.onboardingStatus ?? "unknown"}`,
    `Last seen ${lastSeen ? readableTime(lastSeen) : "never"}`,
    `Runs ${system || "an unknown system"}`,
    `Is ${computerDnsName ?? "nameless"}, machine id ${id}`,
    ...(tags === "" ? [] : [`Tagged ${tags}`]),
    ...(machine.rbacGroupName ? [`In the device group ${machine.rbacGroupName}`] : []),
    ...(machine.lastIpAddress ? [`Last address ${machine.lastIpAddress}`] : []),
  ];
}

/** How bad a level is of its kind. */
const levels: Readonly<Record<string, number>> = { low: 0.2, medium: 0.6, high: 1 };

function signalsOf({ riskScore, exposureLevel }: Machine, about: string): Signal[] {
  const risk = levels[riskScore?.toLowerCase() ?? ""];
  const exposure = levels[exposureLevel?.toLowerCase() ?? ""];
  const signals: Signal[] = [];
  if (risk !== undefined) {
    const because = `Defender for Endpoint gives the device the risk score ${riskScore}`;
    signals.push({ name: "threat-on-device", about, strength: risk, confidence: 0.9, because });
  }
  // Nearly every device has some exposure.
  if (exposure !== undefined && exposure > 0.2) {
    const because = `The device's exposure level is ${exposureLevel}`;
    signals.push({ name: "exposed-device", about, strength: exposure, confidence: 0.9, because });
  }
  return signals;
}
