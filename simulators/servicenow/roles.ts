/** What the integration user has, until a scene says otherwise. */
const usualRoles = ["itil", "sn_si.analyst"];

/** The roles that open a table; `admin` does not open security incidents. */
const opening: Record<string, readonly string[]> = {
  incident: ["itil", "sn_incident_write", "admin"],
  sn_si_incident: ["sn_si.basic", "sn_si.analyst", "sn_si.admin"],
};

/** Whether a user with these roles may read and write a table's records. */
export function mayUse(table: string, roles: readonly string[] = usualRoles): boolean {
  const needed = opening[table];
  return !needed || needed.some((role) => roles.includes(role));
}
