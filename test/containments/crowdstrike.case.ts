import type { ContainmentCase } from "./case";

const id = "c5000000000000000000000000000007";

export const cases: ContainmentCase[] = [
  {
    kind: "crowdstrike-contain",
    simulator: "crowdstrike",
    isWrite: ({ path }) => path.startsWith("/devices/entities/devices-actions/"),
    claim: {
      kind: "host",
      host: {
        kind: "Host",
        label: "pc7.contoso.example",
        hostName: "pc7",
        dnsDomain: "contoso.example",
      },
    },
    arrange: (vendors) => vendors.scene("crowdstrike", { containSeconds: 0, perMinute: 100_000 }),
    state: (vendors) => (vendors.state("crowdstrike") as { devices: unknown }).devices,
    protectedBy: { hosts: [id, "pc7", "pc7.contoso.example", "pc*"], networks: ["10.30.0.0/24"] },
  },
];
