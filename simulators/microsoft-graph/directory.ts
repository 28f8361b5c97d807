import type { World } from "../simulator";
import { demoUsers } from "./directory-demo";
import type { DirectoryUser } from "./directory-user";
import { type Replicated, changedTo, shownOf } from "./replicated";

/** What scenes decide about the directory. */
export interface DirectorySettings {
  /** Until a read shows what was written before it. */
  replicationSeconds: number;
  /** Roles of the directory that the app's identity holds itself. */
  appDirectoryRoles: string[];
  /** Without Entra ID P2 there is no Identity Protection. */
  hasP2: boolean;
  riskRequestsPerSecond: number;
  /** Of incidents of the Defender portal. */
  securityRequestsPerMinute: number;
}

const published: DirectorySettings = {
  replicationSeconds: 0,
  appDirectoryRoles: [],
  hasP2: true,
  riskRequestsPerSecond: 1,
  securityRequestsPerMinute: 50,
};

type Row = Replicated<DirectoryUser>;

/** The users of the tenant, as they are and as reads show them. */
export function createDirectory(world: World) {
  const rows = world.table<Row>("users");
  const settingsTable = world.table<DirectorySettings>("directory");
  const settings = (): DirectorySettings => settingsTable.get("directory") ?? published;
  const fill = (users: readonly DirectoryUser[]): void => {
    rows.clear();
    for (const user of users) rows.set(user.id.toLowerCase(), { current: user });
  };
  if (rows.size() === 0) fill(demoUsers);

  const shown = (row: Row): DirectoryUser => shownOf(row, world.now());
  const withKey =
    (key: string) =>
    ({ current: user }: Row) =>
      user.id === key.toLowerCase() || isSame(user.userPrincipalName, key);

  return {
    settings,
    set: (changed: Partial<DirectorySettings>) =>
      settingsTable.set("directory", { ...settings(), ...changed }),
    fill,
    /** As reads show them, which may be a moment ago. */
    list: (): DirectoryUser[] => rows.rows().map(shown),
    /** By object id or user principal name, as reads show it. */
    find(key: string): DirectoryUser | undefined {
      const row = rows.rows().find(withKey(key));
      return row && shown(row);
    },
    /** Changes a user at once; reads show it later. */
    change(id: string, changed: Partial<DirectoryUser>): void {
      const row = rows.get(id.toLowerCase());
      if (!row) return;
      const next = { ...row.current, ...changed };
      const { replicationSeconds } = settings();
      rows.set(id.toLowerCase(), changedTo(row, next, world.now(), replicationSeconds));
    },
    /** As it is, by object id or user principal name. */
    current: (key: string): DirectoryUser | undefined => rows.rows().find(withKey(key))?.current,
    state: () => ({ ...settings(), users: rows.rows().map(({ current }) => current) }),
  };
}

export type Directory = ReturnType<typeof createDirectory>;

/** Directories compare more than case generously: who asks has to look at what came back. */
export const isSame = (one: string | null, other: string): boolean =>
  one !== null && folded(one) === folded(other);

const folded = (text: string): string =>
  text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
