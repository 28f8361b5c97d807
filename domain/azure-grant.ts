/** What one role lets an identity do at a scope; each list holds actions, with "*" for any characters. */
export interface AzureGrant {
  readonly actions: readonly string[];
  /** Taken away from `actions` of this grant, and from no other's. */
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

/** An action of Azure, written out: "Microsoft.Network/networkSecurityGroups/read". */
export interface AzureAction {
  readonly action: string;
  /** Whether it is one on the data of a resource: those are granted apart. */
  readonly isData: boolean;
}

/**
 * Whether some grants together allow an action: one of them has it among its actions and not among its exceptions.
 * What another grant excepts takes nothing away; deny assignments and conditions are not looked at.
 * https://learn.microsoft.com/azure/role-based-access-control/role-definitions
 */
export const isGranted = (
  grants: readonly AzureGrant[],
  { action, isData }: AzureAction,
): boolean =>
  grants.some((grant) => {
    const given = isData ? grant.dataActions : grant.actions;
    const except = isData ? grant.notDataActions : grant.notActions;
    return covers(given, action) && !covers(except, action);
  });

const covers = (patterns: readonly string[], action: string): boolean =>
  patterns.some((pattern) => matchesAction(pattern, action));

/** Whether a pattern is for an action, in any case. "*" stands for any number of characters, slashes too. */
export function matchesAction(pattern: string, action: string): boolean {
  const text = action.toLowerCase();
  const [first = "", ...rest] = pattern.toLowerCase().split("*");
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
