import type { Mark } from "../../../domain/containing";
import type { HostEntity } from "../../../domain/entity";
import { tokenFor } from "../../simulators/token";
import type { Stage } from "../stage";

export const vendor = "defender-endpoint";
export const srv01 = "1e5bc9d7e413ddd7902c2932e418702b84d0cc07";
export const mark: Mark = {
  text: "incident/4711 run/respond-3f9c",
  since: "2026-01-01T00:00:00.000Z",
};
/** What an action is, that never gets anywhere. */
export const never = { pendingSeconds: 9_999 };

const quick = {
  fleet: true,
  pendingSeconds: 0,
  runSeconds: 0,
  outcome: "Succeeded",
  duplicates: "return-pending",
  maxIndicators: 15_000,
  indicators: [],
  // The contract asks more than one API allows in a minute.
  limits: { perMinute: 10_000, perHour: 100_000 },
};

export interface Row {
  id: string;
  [member: string]: unknown;
}
interface Fleet {
  machines: { id: string; isRestricted: boolean; quarantined: string[]; scans: string[] }[];
  actions: { type: string; status: string; machineId: string }[];
  indicators: Row[];
}

/** The simulated fleet, as it was: nothing takes long. */
export function useFleet(stage: Stage) {
  const scene = (value: object) => stage.vendors.scene(vendor, value);
  const state = () => stage.vendors.state(vendor) as Fleet;
  beforeEach(() => scene(quick));

  return {
    scene,
    state,
    actions: () => state().actions.map(({ type, status }) => `${type} ${status}`),
    writes: () => stage.vendors.calls(vendor).filter(({ method }) => method !== "GET"),

    /** What an analyst does in the portal: not through this app. */
    async byHand(path: string, body: object = {}): Promise<void> {
      const token = tokenFor("https://api.securitycenter.microsoft.com", {
        exp: Date.now() / 1_000 + 600,
        roles: ["Machine.RestrictExecution", "Machine.StopAndQuarantine", "Machine.Scan"],
      });
      await fetch(`${stage.vendors.url}/${vendor}/api/machines/${srv01}/${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ Comment: "by hand", ...body }),
      });
    },
  };
}

export const host = (hostName = "srv-01"): HostEntity => ({
  kind: "Host",
  label: hostName,
  hostName,
});
