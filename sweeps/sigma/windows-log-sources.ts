const SYSMON = "Microsoft-Windows-Sysmon/Operational";
const POWERSHELL = ["Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational"];

/**
 * The channels of Windows that a service of Sigma's means.
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-appendix-taxonomy.md#windows-folder
 * Where the name there is not the one that Windows gives the channel, both are listed.
 */
export const SERVICE_CHANNELS: Readonly<Record<string, readonly string[]>> = {
  application: ["Application"],
  "application-experience": [
    "Microsoft-Windows-Application-Experience/Program-Telemetry",
    "Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant",
  ],
  applocker: [
    "Microsoft-Windows-AppLocker/MSI and Script",
    "Microsoft-Windows-AppLocker/EXE and DLL",
    "Microsoft-Windows-AppLocker/Packaged app-Deployment",
    "Microsoft-Windows-AppLocker/Packaged app-Execution",
  ],
  "appmodel-runtime": ["Microsoft-Windows-AppModel-Runtime/Admin"],
  "appxdeployment-server": ["Microsoft-Windows-AppXDeploymentServer/Operational"],
  "appxpackaging-om": ["Microsoft-Windows-AppxPackaging/Operational"],
  bitlocker: ["Microsoft-Windows-BitLocker/BitLocker Management"],
  "bits-client": ["Microsoft-Windows-Bits-Client/Operational"],
  capi2: ["Microsoft-Windows-CAPI2/Operational"],
  "certificateservicesclient-lifecycle-system": [
    "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational",
  ],
  "codeintegrity-operational": ["Microsoft-Windows-CodeIntegrity/Operational"],
  dhcp: ["Microsoft-Windows-DHCP-Server/Operational"],
  "diagnosis-scripted": ["Microsoft-Windows-Diagnosis-Scripted/Operational"],
  "dns-client": [
    "Microsoft-Windows-DNS Client Events/Operational",
    "Microsoft-Windows-DNS-Client/Operational",
  ],
  "dns-server": ["DNS Server"],
  "dns-server-analytic": [
    "Microsoft-Windows-DNS-Server/Analytical",
    "Microsoft-Windows-DNSServer/Analytical",
  ],
  "dns-server-audit": ["Microsoft-Windows-DNS-Server/Audit", "Microsoft-Windows-DNSServer/Audit"],
  "driver-framework": ["Microsoft-Windows-DriverFrameworks-UserMode/Operational"],
  "firewall-as": ["Microsoft-Windows-Windows Firewall With Advanced Security/Firewall"],
  "hyper-v-worker": ["Microsoft-Windows-Hyper-V-Worker", "Microsoft-Windows-Hyper-V-Worker-Admin"],
  "iis-configuration": ["Microsoft-IIS-Configuration/Operational"],
  "kernel-event-tracing": [
    "Microsoft-Windows-Kernel-EventTracing",
    "Microsoft-Windows-Kernel-EventTracing/Admin",
  ],
  "kernel-shimengine": [
    "Microsoft-Windows-Kernel-ShimEngine/Operational",
    "Microsoft-Windows-Kernel-ShimEngine/Diagnostic",
  ],
  ldap: ["Microsoft-Windows-LDAP-Client/Debug"],
  "lsa-server": ["Microsoft-Windows-LSA/Operational"],
  "microsoft-servicebus-client": [
    "Microsoft-ServiceBus-Client",
    "Microsoft-ServiceBus-Client/Operational",
    "Microsoft-ServiceBus-Client/Admin",
  ],
  "msexchange-management": ["MSExchange Management"],
  ntfs: ["Microsoft-Windows-Ntfs/Operational"],
  ntlm: ["Microsoft-Windows-NTLM/Operational"],
  openssh: ["OpenSSH/Operational"],
  powershell: POWERSHELL,
  "powershell-classic": ["Windows PowerShell"],
  "printservice-admin": ["Microsoft-Windows-PrintService/Admin"],
  "printservice-operational": ["Microsoft-Windows-PrintService/Operational"],
  security: ["Security"],
  "security-mitigations": [
    "Microsoft-Windows-Security-Mitigations/Kernel Mode",
    "Microsoft-Windows-Security-Mitigations/User Mode",
    "Microsoft-Windows-Security-Mitigations/KernelMode",
    "Microsoft-Windows-Security-Mitigations/UserMode",
  ],
  sense: ["Microsoft-Windows-SENSE/Operational"],
  "servicebus-client": [
    "Microsoft-ServiceBus-Client/Operational",
    "Microsoft-ServiceBus-Client/Admin",
  ],
  "shell-core": ["Microsoft-Windows-Shell-Core/Operational"],
  "smbclient-connectivity": ["Microsoft-Windows-SmbClient/Connectivity"],
  "smbclient-security": ["Microsoft-Windows-SmbClient/Security"],
  "smbserver-connectivity": ["Microsoft-Windows-SMBServer/Connectivity"],
  sysmon: [SYSMON],
  system: ["System"],
  taskscheduler: ["Microsoft-Windows-TaskScheduler/Operational"],
  "terminalservices-localsessionmanager": [
    "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
  ],
  vhdmp: ["Microsoft-Windows-VHDMP/Operational", "Microsoft-Windows-VHDMP-Operational"],
  windefend: ["Microsoft-Windows-Windows Defender/Operational"],
  wmi: ["Microsoft-Windows-WMI-Activity/Operational"],
};

interface Events {
  readonly channels: readonly string[];
  readonly ids: readonly number[];
  /** Names that rules use → names that these events use. */
  readonly renames?: Readonly<Record<string, string>>;
}

const sysmon = (...ids: number[]): Events => ({ channels: [SYSMON], ids });

/** Event 4688 of the Security log tells of a process as Sysmon's event 1 does, in other words. */
const AUDITED_PROCESS: Events = {
  channels: ["Security"],
  ids: [4688],
  renames: {
    Image: "NewProcessName",
    ParentImage: "ParentProcessName",
    ProcessId: "NewProcessId",
    ParentProcessId: "ProcessId",
    LogonId: "SubjectLogonId",
    IntegrityLevel: "MandatoryLabel",
  },
};

/**
 * The events of Windows that a category of Sigma's means: the same taxonomy. `file_access` and `file_rename` come from
 * kernel tracing, which has no channel: they fit what a reader says is of that category.
 */
export const CATEGORY_EVENTS: Readonly<Record<string, readonly Events[]>> = {
  process_creation: [sysmon(1), AUDITED_PROCESS],
  file_change: [sysmon(2)],
  network_connection: [sysmon(3)],
  sysmon_status: [sysmon(4, 16)],
  process_termination: [sysmon(5)],
  driver_load: [sysmon(6)],
  image_load: [sysmon(7)],
  create_remote_thread: [sysmon(8)],
  raw_access_thread: [sysmon(9)],
  process_access: [sysmon(10)],
  file_event: [sysmon(11)],
  registry_event: [sysmon(12, 13, 14)],
  registry_add: [sysmon(12)],
  registry_delete: [sysmon(12)],
  registry_set: [sysmon(13)],
  registry_rename: [sysmon(14)],
  create_stream_hash: [sysmon(15)],
  pipe_created: [sysmon(17, 18)],
  wmi_event: [sysmon(19, 20, 21)],
  dns_query: [sysmon(22)],
  file_delete: [sysmon(23, 26)],
  clipboard_capture: [sysmon(24)],
  process_tampering: [sysmon(25)],
  file_delete_detected: [sysmon(26)],
  file_block_executable: [sysmon(27)],
  file_block_shredding: [sysmon(28)],
  file_executable_detected: [sysmon(29)],
  sysmon_error: [sysmon(255)],
  ps_module: [{ channels: POWERSHELL, ids: [4103] }],
  ps_script: [{ channels: POWERSHELL, ids: [4104] }],
  ps_classic_start: [{ channels: ["Windows PowerShell"], ids: [400] }],
  ps_classic_provider_start: [{ channels: ["Windows PowerShell"], ids: [600] }],
  ps_classic_script: [{ channels: ["Windows PowerShell"], ids: [800] }],
};
