import type { ContainmentKind } from "../../domain/containment-kind";
import type { HostEntity } from "../../domain/entity";
import type { Observable } from "../../domain/observable";
import type { RunningSimulators } from "../../simulators/server";
import { tokenFor } from "../simulators/token";
import type { ContainmentCase } from "./case";

const id = "dd00000000000000000000000000000000000003";
const simulator = "defender-endpoint";
const sha1 = "3395856ce81f2b7382dee72602f798b642f14140";
const host: HostEntity = {
  kind: "Host",
  label: "pc7.contoso.example",
  hostName: "pc7",
  dnsDomain: "contoso.example",
};
const hosts = [id, "pc7", "pc7.contoso.example", "pc*"];

interface Held {
  machines: object[];
  indicators: Record<string, unknown>[];
}
const heldBy = (vendors: RunningSimulators) => vendors.state(simulator) as Held;
const arrange = (vendors: RunningSimulators): void =>
  vendors.scene(simulator, {
    pendingSeconds: 0,
    runSeconds: 0,
    limits: { perMinute: 10_000, perHour: 10_000 },
  });

/** Somebody asks for the same, in the portal. */
const alsoByHand =
  (path: string, body: object) =>
  async (vendors: RunningSimulators): Promise<void> => {
    const token = tokenFor("https://api.securitycenter.microsoft.com", {
      exp: Date.now() / 1_000 + 600,
      roles: ["Machine.Isolate", "Machine.RestrictExecution"],
    });
    await fetch(`${vendors.url}/${simulator}/api/machines/${id}/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ Comment: "by hand", ...body }),
    });
  };

const onDevice = (kind: ContainmentKind): ContainmentCase => ({
  kind,
  simulator,
  claim: { kind: "host", host },
  arrange,
  state: (vendors) => heldBy(vendors).machines,
  protectedBy: { hosts },
});

const byIndicator = (
  kind: ContainmentKind,
  observable: Observable,
  protectedBy: ContainmentCase["protectedBy"],
): ContainmentCase => ({
  kind,
  simulator,
  claim: { kind: "observable", observable },
  arrange,
  state: (vendors) =>
    heldBy(vendors).indicators.map((row) => ({ ...row, lastUpdateTime: "", lastUpdatedBy: "" })),
  meddling: {
    outcome: "left",
    by: (vendors) =>
      vendors.scene(simulator, {
        indicators: heldBy(vendors).indicators.map((row) => ({ ...row, action: "Warn" })),
      }),
  },
  protectedBy,
});

export const cases: ContainmentCase[] = [
  {
    ...onDevice("isolate-device"),
    meddling: { outcome: "left", by: alsoByHand("isolate", { IsolationType: "Full" }) },
  },
  {
    ...onDevice("restrict-code-execution"),
    meddling: { outcome: "left", by: alsoByHand("restrictCodeExecution", {}) },
  },
  byIndicator("block-indicator-file", { kind: "hash", value: sha1 }, {}),
  byIndicator(
    "block-indicator-address",
    { kind: "address", value: "45.83.64.10" },
    { networks: ["45.83.64.0/24"] },
  ),
  byIndicator(
    "block-indicator-domain",
    { kind: "url", value: "http://evil.bad-domain.zz/it's/here?a=b" },
    { domains: ["bad-domain.zz", "evil.bad-domain.zz"] },
  ),
  {
    ...onDevice("stop-and-quarantine-file"),
    claim: { kind: "file", hash: { kind: "hash", value: sha1 }, host },
  },
  onDevice("scan-device"),
  onDevice("collect-package"),
];
