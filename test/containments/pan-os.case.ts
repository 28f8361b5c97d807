import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

interface Registration {
  ip: string;
  tags: Record<string, unknown>;
}

const attacker = "45.83.64.10";
const registeredIn = (vendors: RunningSimulators): Registration[] =>
  (vendors.state("pan-os") as { registered: Registration[] }).registered;
const tagsIn = (vendors: RunningSimulators): [string, string[]][] =>
  registeredIn(vendors).map(({ ip, tags }) => [ip, Object.keys(tags)]);

export const cases: ContainmentCase[] = [
  {
    kind: "pan-os-tag",
    simulator: "pan-os",
    claim: { kind: "observable", observable: { kind: "address", value: attacker } },
    arrange: (vendors) => vendors.scene("pan-os", { registered: { "198.51.100.7": ["guests"] } }),
    state: tagsIn,
    meddling: {
      outcome: "kept",
      by: (vendors) => {
        const ours = tagsIn(vendors).find(([ip]) => ip === attacker)?.[1] ?? [];
        vendors.scene("pan-os", { registered: { [attacker]: [...ours, "watched"] } });
      },
      isKept: (vendors) =>
        tagsIn(vendors).some(([ip, tags]) => ip === attacker && tags.includes("watched")),
    },
    protectedBy: { networks: ["45.83.64.0/24"] },
  },
];
