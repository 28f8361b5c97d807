/** A device as the API answers it: https://learn.microsoft.com/defender-endpoint/api/machine */
export interface Machine {
  id: string;
  computerDnsName: string | null;
  firstSeen: string;
  lastSeen: string;
  osPlatform: string;
  version: string | null;
  osProcessor: string;
  lastIpAddress: string | null;
  lastExternalIpAddress: string | null;
  osBuild: number | null;
  healthStatus: string;
  rbacGroupId: number;
  rbacGroupName: string | null;
  riskScore: string;
  exposureLevel: string;
  isAadJoined: boolean;
  aadDeviceId: string | null;
  machineTags: string[];
  onboardingStatus: string;
  ipAddresses: object[];
}

/** A row: a machine, and whether it answers Defender; what is offline keeps its actions pending. */
export interface MachineRow {
  machine: Machine;
  isOnline: boolean;
}

/** What a machine is unless a scene says otherwise. */
export const machineOf = (known: Partial<Machine> & { id: string }): Machine => ({
  computerDnsName: null,
  firstSeen: "2026-03-02T08:14:05.0000000Z",
  lastSeen: "2026-11-24T07:30:11.0000000Z",
  osPlatform: "Windows11",
  version: "24H2",
  osProcessor: "x64",
  lastIpAddress: "10.20.0.40",
  lastExternalIpAddress: "198.51.100.20",
  osBuild: 26100,
  healthStatus: "Active",
  rbacGroupId: 12,
  rbacGroupName: "Workstations",
  riskScore: "None",
  exposureLevel: "Low",
  isAadJoined: true,
  aadDeviceId: null,
  machineTags: [],
  onboardingStatus: "Onboarded",
  ipAddresses: [],
  ...known,
});

/** An id of 40 hexadecimal digits that a test can read. */
const idOf = (number: number): string => `dd${String(number).padStart(38, "0")}`;
const server = {
  osPlatform: "WindowsServer2022",
  version: "21H2",
  rbacGroupName: "Servers",
  isAadJoined: false,
};

/** The fleet of the samples: the host of their incident, a controller, and names that look like it. */
export const fleet: readonly Machine[] = [
  machineOf({
    id: "1e5bc9d7e413ddd7902c2932e418702b84d0cc07",
    computerDnsName: "srv-01.contoso.example",
    ...server,
    riskScore: "High",
    exposureLevel: "Medium",
    lastIpAddress: "10.20.0.15",
    aadDeviceId: "80fe8ff8-2624-418e-9591-41f0491218f9",
    machineTags: ["web"],
  }),
  machineOf({
    id: idOf(2),
    computerDnsName: "dc-01.contoso.example",
    ...server,
    rbacGroupName: "Domain controllers",
    lastIpAddress: "10.20.0.10",
    machineTags: ["Domain controller", "Tier 0"],
  }),
  machineOf({
    id: idOf(3),
    computerDnsName: "pc7.contoso.example",
    riskScore: "Medium",
    aadDeviceId: "c1f0c1f0-0000-4000-8000-000000000007",
  }),
  machineOf({ id: idOf(4), computerDnsName: "srv-010.contoso.example", ...server }),
  machineOf({ id: idOf(5), computerDnsName: "srv-01-backup.contoso.example", ...server }),
  machineOf({ id: idOf(6), computerDnsName: "xsrv-01.contoso.example", ...server }),
  machineOf({ id: idOf(7), computerDnsName: "srv-0l.contoso.example", ...server }),
  // One device, onboarded anew: two records of one name.
  machineOf({
    id: idOf(8),
    computerDnsName: "pc8.contoso.example",
    onboardingStatus: "InsufficientInfo",
    healthStatus: "Inactive",
    lastSeen: "2026-09-01T10:00:00.0000000Z",
  }),
  machineOf({ id: idOf(9), computerDnsName: "pc8.contoso.example" }),
  machineOf({ id: idOf(10), computerDnsName: "pc9.contoso.example" }),
  machineOf({ id: idOf(11), computerDnsName: "pc9.fabrikam.example" }),
];
