import { type AzureNeed, type Untold, azureNeeds } from "../../config/azure-needs";
import type { NeededPermission } from "../../config/permissions";
import { ConnectorError } from "../../connectors/connector-error";
import { type AzureGrant, isGranted } from "../../domain/azure-grant";
import { counted } from "../../domain/words";
import type { Service } from "./examine";

type Granted = (scope: string) => Promise<readonly AzureGrant[]>;

/** Compares what is needed of Azure with what Azure says is granted, at each scope that the settings name. */
export function azureRoles(needed: readonly NeededPermission[], granted: Granted): Service {
  const { needs, untold } = azureNeeds(needed);
  return {
    name: "Permissions of Azure",
    check: async () => compared(needs, untold, granted),
    ...(needs.length === 0 && { off: `nothing can be compared: ${listed(untold)}` }),
  };
}

async function compared(
  needs: readonly AzureNeed[],
  untold: readonly Untold[],
  granted: Granted,
): Promise<string> {
  const scopes = [...Map.groupBy(needs, ({ scope }) => scope)];
  const answers = await Promise.all(scopes.map(([scope, ones]) => lookAt(scope, ones, granted)));
  const refusals = answers.flatMap(({ refusal }) => refusal ?? []);
  const lacking = answers.flatMap(({ lacks }) => lacks);
  const count = answers.reduce((sum, { checked }) => sum + checked, 0);
  const rest = untold.length === 0 ? "" : `; not compared: ${listed(untold)}`;
  if (lacking.length === 0 && refusals.length === 0) {
    return `all ${counted(count, "action")} that are needed on ${counted(scopes.length, "scope")}${rest}`;
  }
  const problems = [
    ...(lacking.length === 0
      ? []
      : [
          `the app's identity lacks ${lackingText(lacking)}: have an administrator assign it, and count on some minutes until it holds`,
        ]),
    ...refusals.map(({ message }) => message),
  ];
  const message = `${problems.join("; ")}${rest}`;
  throw new ConnectorError("azure-resource-manager", "auth", message);
}

interface Answer {
  checked: number;
  lacks: AzureNeed[];
  /** Set where Azure does not tell. */
  refusal?: ConnectorError;
}

async function lookAt(scope: string, needs: AzureNeed[], granted: Granted): Promise<Answer> {
  try {
    const grants = await granted(scope);
    const lacks = needs.filter((need) => !isGranted(grants, need));
    return { checked: needs.length, lacks };
  } catch (error) {
    const isRefusal = error instanceof ConnectorError && ["auth", "not-found"].includes(error.kind);
    if (!isRefusal || error.status === 401) throw error;
    return { checked: 0, lacks: [], refusal: error };
  }
}

const lackingText = (lacking: readonly AzureNeed[]): string =>
  [...Map.groupBy(lacking, ({ from, scope }) => `${from} (${scope})`)]
    .map(([from, ones]) => {
      const steps = [...new Set(ones.flatMap((one) => one.for))].join(", ");
      return `${ones.map(({ action }) => action).join(", ")}, which ${from} gives, for ${steps}`;
    })
    .join("; ");

/** "Key Vault Secrets User in 12 places, 3 actions on the virtual machine (no setting has its resource id)" */
const listed = (untold: readonly Untold[]): string =>
  [...Map.groupBy(untold, ({ why }) => why)]
    .map(([why, ones]) => `${byWhat(ones).join(", ")} (${why})`)
    .join(", ");

function byWhat(untold: readonly Untold[]): string[] {
  const [actions, roles] = [true, false].map((isAction) =>
    untold.filter(({ what }) => (what === "an action") === isAction),
  );
  return [
    ...[...Map.groupBy(roles!, ({ what }) => what)].map(([what, ones]) =>
      ones.length === 1 ? `${what} on ${ones[0]!.on}` : `${what} in ${ones.length} places`,
    ),
    ...[...Map.groupBy(actions!, ({ on }) => on)].map(
      ([on, ones]) => `${counted(ones.length, "action")} on ${on}`,
    ),
  ];
}
