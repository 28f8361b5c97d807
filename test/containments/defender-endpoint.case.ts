import type { ContainmentCase } from "./case";

const id = "dd00000000000000000000000000000000000003";

export const cases: ContainmentCase[] = [
  {
    kind: "isolate-device",
    simulator: "defender-endpoint",
    claim: {
      kind: "host",
      host: {
        kind: "Host",
        label: "pc7.contoso.example",
        hostName: "pc7",
        dnsDomain: "contoso.example",
      },
    },
    arrange: (vendors) =>
      vendors.scene("defender-endpoint", {
        pendingSeconds: 0,
        runSeconds: 0,
        limits: { perMinute: 10_000, perHour: 10_000 },
      }),
    state: (vendors) => (vendors.state("defender-endpoint") as { machines: unknown }).machines,
    protectedBy: { hosts: [id, "pc7", "pc7.contoso.example", "pc*"] },
  },
];
