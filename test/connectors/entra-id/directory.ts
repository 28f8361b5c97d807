import { entraId } from "../../../connectors/entra-id";
import type { Claim, Target } from "../../../domain/containment";
import type { AccountEntity } from "../../../domain/entity";
import { microsoftGraph } from "../../../simulators/microsoft-graph";
import { startSimulators } from "../../../simulators/server";
import { start, tokenFor } from "../../simulators/token";
import { directoryRoles } from "../../support/graph-roles";

/** The first is in `samples/`. */
export const ids = {
  alex: "99999999-9999-9999-9999-999999999999",
  admin: "9a11b0c5-0000-4000-8000-000000000010",
  kim: "9a11b0c5-0000-4000-8000-000000000011",
  guest: "9a11b0c5-0000-4000-8000-000000000014",
  sam: "9a11b0c5-0000-4000-8000-000000000016",
  robin: "9a11b0c5-0000-4000-8000-000000000015",
};

/** The one of the demo tenant. */
export const blockedGroup = "9a11b0c5-0000-4000-8000-000000000080";

export const accountNamed = (
  said: Partial<AccountEntity>,
  label = said.userPrincipalName ?? said.name ?? "somebody",
): AccountEntity => ({ kind: "Account", label, ...said });

export const claimOf = (said: Partial<AccountEntity>): Claim => ({
  kind: "account",
  account: accountNamed(said),
});

export const targetOf = (id: string): Target => ({
  id,
  label: "alex@contoso.example",
  names: [],
  isPrivileged: false,
});

export interface ShownUser {
  id: string;
  accountEnabled: boolean;
  signInSessionsValidFromDateTime: string;
  passwordProfile: Record<string, boolean> | null;
  authenticationMethods: { id: string; type: string }[];
  risk: { riskState: string; riskLevel: string } | null;
}

export interface ShownGroup {
  id: string;
  members: string[];
}

/** The simulated directory with a clock that the connector's waits turn, and the connector for it. */
export async function openDirectory(roles = directoryRoles, { hasGroup = true } = {}) {
  let now = start;
  const waits: number[] = [];
  const vendors = await startSimulators({ only: [microsoftGraph], now: () => now });
  const token = tokenFor("https://graph.microsoft.com", { roles });
  const connector = entraId(
    {
      url: `${vendors.url}/microsoft-graph`,
      riskRequestsPerMinute: 50,
      blockGroup: hasGroup ? blockedGroup : undefined,
    },
    {
      get: async () => ({ token, expiresOnTimestamp: start + 86_400_000 }),
      forget: () => undefined,
    },
    async (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
  );
  const state = () =>
    vendors.state("microsoft-graph") as { users: ShownUser[]; groups: ShownGroup[] };
  return {
    ...connector.containments,
    describe: (said: Partial<AccountEntity>) => connector.describeAccount([accountNamed(said)]),
    connector,
    waits,
    state,
    user: (id: string): ShownUser => state().users.find((user) => user.id === id)!,
    scene: (scene: unknown) => vendors.scene("microsoft-graph", scene),
    /** Whatever was thought of it before, this is what Identity Protection thinks of Alex now. */
    thinkOfAlex(riskState: string): void {
      const at = { riskDetail: "none", riskLastUpdatedDateTime: "2026-01-01T00:00:00Z" };
      const risk = { riskLevel: "none", riskState, ...at };
      const users = [{ id: ids.alex, userPrincipalName: "alex@contoso.example", risk }];
      vendors.scene("microsoft-graph", { users });
    },
    fault: vendors.fault,
    calls: () => vendors.calls("microsoft-graph"),
    clearCalls: () => vendors.clearCalls(),
    turnBy: (milliseconds: number) => void (now += milliseconds),
    mark: () => ({ text: "incident/4711 run/respond-3f9c", since: new Date(now).toISOString() }),
    close: () => vendors.close(),
  };
}

export type OpenDirectory = Awaited<ReturnType<typeof openDirectory>>;
