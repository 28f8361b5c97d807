import type { World, Table } from "../simulator";
import type { Column } from "./column";
import { demoRows } from "./demo-rows";
import type { Row, TableRows } from "./kql-scope";

/** A row as scenes write it: `hoursAgo` says when it was generated; any other member is a column. */
export type WrittenRow = Record<string, unknown>;

/** Tables whose rows are held and whose queries are evaluated. */
export function createLogsTables(world: World) {
  const taught: Table<{ rows: WrittenRow[] }> = world.table("rows");
  const written = (name: string): WrittenRow[] => taught.get(name)?.rows ?? demoRows[name] ?? [];

  return {
    set(name: string, rows: WrittenRow[]): void {
      taught.set(name, { rows });
    },
    list: () => Object.fromEntries(heldTables.map((name) => [name, written(name)])),
    held: Object.fromEntries(
      heldTables.map((name) => [
        name,
        (): TableRows => {
          const columns = columnsOf(name);
          const rows = written(name).map((row) => rowOf(name, columns, row, world.now()));
          return { columns, rows };
        },
      ]),
    ) as Record<string, () => TableRows>,
  };
}

function cellOf(written: unknown, type: string): unknown {
  if (type === "datetime" && typeof written === "string") return new Date(written);
  return written ?? (type === "string" ? "" : null);
}

function rowOf(table: string, columns: Column[], row: WrittenRow, now: number): Row {
  const { hoursAgo = 1, ...cells } = row;
  const given = Object.fromEntries(
    columns.map(({ name, type }) => [name, cellOf(cells[name], type)]),
  );
  return { ...given, TimeGenerated: new Date(now - Number(hoursAgo) * 3_600_000), Type: table };
}

const signIn =
  "UserPrincipalName UserId IPAddress Location AppDisplayName ResultType RiskLevelDuringSignIn RiskState UserAgent ConditionalAccessStatus";
const device = "DeviceName DeviceId ActionType FileName FolderPath SHA256 SHA1 MD5";

/** Columns that our rows may have, of those that the tables have: texts but for those with a type. */
const described: Readonly<Record<string, string>> = {
  SigninLogs: signIn,
  AADNonInteractiveUserSignInLogs: signIn,
  OfficeActivity: "OfficeWorkload Operation UserId ClientIP OfficeObjectId Parameters",
  SecurityEvent:
    "EventID:int Activity Computer Account TargetUserName TargetUserSid SubjectUserName SubjectUserSid IpAddress LogonType:int",
  CommonSecurityLog:
    "DeviceVendor DeviceProduct DeviceAction SourceIP DestinationIP SourceHostName DestinationPort:int SentBytes:long ReceivedBytes:long",
  DnsEvents: "Computer Name ClientIP IPAddresses QueryType",
  ASimDnsActivityLogs: "SrcIpAddr SrcHostname DnsQuery DnsResponseName",
  DeviceEvents: device,
  DeviceProcessEvents: device,
  DeviceFileEvents: device,
  AzureActivity:
    "Caller CallerIpAddress OperationNameValue ActivityStatusValue ResourceGroup SubscriptionId _ResourceId",
  BehaviorAnalytics:
    "UserPrincipalName UserName SourceDevice SourceIPAddress ActivityType ActionType InvestigationPriority:int ActivityInsights:dynamic",
  Watchlist:
    "WatchlistAlias SearchKey _DTItemId _DTItemType _DTItemStatus WatchlistItem:dynamic TimeToLive:datetime",
  SecurityAlert: "SystemAlertId AlertName AlertSeverity ProductName ProviderName Status Entities",
  SecurityIncident: "IncidentName IncidentNumber:int Title Status AlertIds:dynamic",
};

/** Their names. */
export const heldTables = Object.keys(described);

const columnsOf = (table: string): Column[] => [
  { name: "TimeGenerated", type: "datetime" },
  { name: "TenantId", type: "string" },
  { name: "Type", type: "string" },
  ...(described[table] ?? "").split(" ").map((text) => {
    const [name = "", type = "string"] = text.split(":");
    return { name, type };
  }),
];
