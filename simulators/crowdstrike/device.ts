/** A host as the API shows it, but for its status: https://falcon.crowdstrike.com/documentation/84/host-and-host-group-management-apis */
export interface Device {
  device_id: string;
  hostname: string;
  machine_domain?: string;
  product_type_desc: string;
  platform_name: string;
  os_version: string;
  local_ip: string;
  external_ip: string;
  tags: string[];
  first_seen: string;
  last_seen: string;
}

/** A host, and what becomes of it: one that is offline stays pending. */
export interface DeviceRow {
  device: Device;
  isOnline: boolean;
  isContained: boolean;
  /** The change that is under way. */
  change: { to: boolean; endsAt: number } | null;
}

const idOf = (number: number): string => `c5${String(number).padStart(30, "0")}`;

const deviceOf = (number: number, hostname: string, known: Partial<Device> = {}): Device => ({
  device_id: idOf(number),
  hostname,
  machine_domain: "contoso.example",
  product_type_desc: "Workstation",
  platform_name: "Windows",
  os_version: "Windows 11",
  local_ip: `10.30.0.${number}`,
  external_ip: "198.51.100.30",
  tags: [],
  first_seen: "2026-03-02T08:14:05Z",
  last_seen: "2026-11-24T07:30:11Z",
  ...known,
});

/** A host of the samples, names that look like it, a controller, and one host with two records. */
const fleet: readonly Device[] = [
  deviceOf(7, "PC7"),
  deviceOf(70, "PC70"),
  deviceOf(71, "PC7-OLD"),
  deviceOf(1, "SRV-01", { product_type_desc: "Server", os_version: "Windows Server 2022" }),
  deviceOf(2, "DC-01", {
    product_type_desc: "Domain Controller",
    tags: ["SensorGroupingTags/tier0"],
  }),
  deviceOf(8, "PC8"),
  deviceOf(80, "PC8", { last_seen: "2026-09-01T10:00:00Z" }),
  deviceOf(9, "PC9"),
  deviceOf(90, "PC9", { machine_domain: "fabrikam.example" }),
  deviceOf(5, "mac5.contoso.example", { platform_name: "Mac", os_version: "Sequoia (15)" }),
];

export const rowOf = (device: Device): DeviceRow => ({
  device,
  isOnline: true,
  isContained: false,
  change: null,
});
export const testFleet = (): DeviceRow[] => fleet.map(rowOf);

/** What the API calls it. */
export function statusOf({ isContained, change }: DeviceRow): string {
  if (change) return change.to ? "containment_pending" : "lift_containment_pending";
  return isContained ? "contained" : "normal";
}
