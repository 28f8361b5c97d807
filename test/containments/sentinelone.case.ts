import type { ContainmentCase } from "./case";

const id = "1900000000000000007";

export const cases: ContainmentCase[] = [
  {
    kind: "sentinelone-disconnect",
    simulator: "sentinelone",
    claim: {
      kind: "host",
      host: {
        kind: "Host",
        label: "pc7.contoso.example",
        hostName: "pc7",
        dnsDomain: "contoso.example",
      },
    },
    arrange: (vendors) => vendors.scene("sentinelone", { changeSeconds: 0, perMinute: 100_000 }),
    state: (vendors) => (vendors.state("sentinelone") as { agents: unknown }).agents,
    protectedBy: { hosts: [id, "pc7", "pc7.contoso.example", "pc*"], networks: ["10.40.0.0/24"] },
  },
];
