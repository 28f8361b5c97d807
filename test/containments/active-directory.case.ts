import type { Claim } from "../../domain/containment";
import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

interface Entry {
  dn: string;
  attributes: Record<string, string[]>;
}

const sid = "S-1-5-21-1004336348-1177238915-682003330-1604";
const claim: Claim = {
  kind: "account",
  account: { kind: "Account", label: "alex.kim@contoso.example", sid },
};
const dn = "CN=Alex Kim,OU=Staff,DC=corp,DC=contoso,DC=example";
const entriesIn = (vendors: RunningSimulators): Entry[] =>
  (vendors.state("active-directory") as { entries: Entry[] }).entries;

/** Somebody else wants a smart card of Alex: the flag 0x40000. */
function requireSmartcard(vendors: RunningSimulators): void {
  const entries = entriesIn(vendors).map((entry) =>
    entry.dn === dn
      ? {
          ...entry,
          attributes: { ...entry.attributes, userAccountControl: [String(66048 | 2 | 0x40000)] },
        }
      : entry,
  );
  vendors.scene("active-directory", { entries });
}

export const cases: ContainmentCase[] = [
  {
    kind: "disable-ad-account",
    simulator: "active-directory",
    isWrite: ({ method }) => method === "MODIFY",
    claim,
    state: entriesIn,
    meddling: {
      outcome: "kept",
      by: requireSmartcard,
      isKept: (vendors) =>
        entriesIn(vendors).some(
          ({ attributes }) => attributes["userAccountControl"]?.[0] === String(66048 | 0x40000),
        ),
    },
    protectedBy: { accounts: [sid, "alex.kim", "CORP\\alex.kim", "alex.kim@contoso.example"] },
  },
];
