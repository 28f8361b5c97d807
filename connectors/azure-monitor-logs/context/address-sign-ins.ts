import { counted } from "../../../domain/words";
import { signInTables } from "../queries";
import type { LogSource, Told } from "./log-source";
import { addressNames, namelessAddress } from "./names";
import { type SignIns, guessed, signIns, signInsNaming, totalText } from "./sign-ins";
import { lastOf, listed, share, strongest } from "./telling";

/** Who signed in from addresses: also whom a block of one would keep out. */
export const addressSignIns: LogSource<SignIns> = {
  name: "address-sign-ins",
  tables: signInTables,
  namesOf: addressNames,
  nameless: namelessAddress,
  query: signInsNaming,
  row: signIns.row,
  namesIn: ({ IPAddress }) => [IPAddress],
  tell(rows, _, days): Told {
    const users = usersOf(rows.filter(({ LastSuccess }) => LastSuccess !== null));
    const failed = usersOf(rows.filter(({ Failures }) => Failures > 0));
    return {
      facts: [
        totalText(rows, days),
        users.length === 0
          ? "No account signed in from it successfully"
          : `${counted(users.length, "account")} signed in from it: ${listed(users, 6)}`,
        ...(failed.length === 0 ? [] : [`Sign-ins failed of ${listed(failed, 6)}`]),
      ],
      signals: strongest([...guessed(rows), ...sprayed(rows, failed, users)]),
      touches: users,
    };
  },
};

const usersOf = (rows: SignIns[]): string[] => [
  ...new Set(
    rows
      .map(({ UserPrincipalName, UserId }) => (UserPrincipalName || UserId || "").toLowerCase())
      .filter(Boolean),
  ),
];

const manyAccounts = 10;

/** Failed sign-ins of many accounts and few that succeeded: passwords tried on everybody. */
function sprayed(rows: SignIns[], failed: string[], users: string[]): Told["signals"] {
  if (failed.length < manyAccounts || users.length * 2 > failed.length) return [];
  const at = lastOf(rows.map(({ LastSeen }) => LastSeen));
  return [
    {
      name: "sign-in-failures",
      strength: share(0.5 + failed.length / 100),
      confidence: 0.8,
      ...(at === undefined ? {} : { at }),
      because: `Sign-ins of ${failed.length} accounts failed from it, ${users.length} succeeded`,
    },
  ];
}
