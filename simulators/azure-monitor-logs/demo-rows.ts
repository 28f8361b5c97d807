import type { Row } from "./kql-scope";

/**
 * What the workspace holds from the start, about the entities of `samples/`: an account whose password was guessed
 * from a listed address, and what was done with it. `hoursAgo` counts from now, so that it never grows old.
 */
const alex = {
  UserPrincipalName: "alex@contoso.example",
  UserId: "99999999-9999-9999-9999-999999999999",
};
const attacker = "45.83.64.10";
const eicar = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";

const times = (count: number, row: Row, fromHours: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ ...row, hoursAgo: fromHours - index * 0.02 }));

const signIn = { AppDisplayName: "Office 365 Exchange Online", ResultType: "0" };
const usual = { ...alex, ...signIn, IPAddress: "20.112.52.29", Location: "NL" };
const bad = { ...alex, ...signIn, IPAddress: attacker, Location: "RO" };

export const demoRows: Readonly<Record<string, Row[]>> = {
  SigninLogs: [
    ...[30, 78, 150, 200].map((hoursAgo) => ({ ...usual, hoursAgo })),
    ...times(24, { ...bad, ResultType: "50126" }, 7),
    { ...bad, hoursAgo: 6, RiskLevelDuringSignIn: "high", RiskState: "atRisk" },
  ],
  OfficeActivity: [
    {
      OfficeWorkload: "Exchange",
      Operation: "New-InboxRule",
      UserId: alex.UserPrincipalName,
      ClientIP: attacker,
      OfficeObjectId: "alex\\..",
      Parameters: JSON.stringify([
        { Name: "Name", Value: ".." },
        { Name: "ForwardTo", Value: "collector@mailbox-relay.example" },
        { Name: "DeleteMessage", Value: "True" },
      ]),
      hoursAgo: 5.5,
    },
    ...Array.from({ length: 140 }, (_, index) => ({
      OfficeWorkload: "SharePoint",
      Operation: "FileDownloaded",
      UserId: alex.UserPrincipalName,
      ClientIP: attacker,
      OfficeObjectId: `https://contoso.sharepoint.example/finance/${index}.xlsx`,
      hoursAgo: 5,
    })),
  ],
  SecurityEvent: [
    { EventID: 4624, Computer: "srv-01.contoso.example", TargetUserName: "alex", hoursAgo: 4.5 },
    {
      EventID: 4732,
      Computer: "srv-01.contoso.example",
      SubjectUserName: "alex",
      TargetUserName: "Administrators",
      hoursAgo: 4.4,
    },
    { EventID: 1102, Computer: "srv-01.contoso.example", SubjectUserName: "alex", hoursAgo: 4 },
  ],
  CommonSecurityLog: [
    {
      DeviceVendor: "Palo Alto Networks",
      DeviceProduct: "PAN-OS",
      DeviceAction: "allow",
      SourceIP: "10.20.0.15",
      SourceHostName: "srv-01",
      DestinationIP: attacker,
      DestinationPort: 443,
      SentBytes: 640_000_000,
      ReceivedBytes: 2_000_000,
      hoursAgo: 4.2,
    },
    ...times(
      12,
      {
        DeviceVendor: "Palo Alto Networks",
        DeviceProduct: "PAN-OS",
        DeviceAction: "deny",
        SourceIP: attacker,
        DestinationIP: "10.20.0.15",
        DestinationPort: 3389,
        SentBytes: 60,
      },
      8,
    ),
  ],
  DnsEvents: [
    {
      Name: "contoso-secure-login.net",
      ClientIP: "10.20.0.15",
      IPAddresses: attacker,
      hoursAgo: 7.5,
    },
  ],
  DeviceEvents: [
    {
      DeviceName: "srv-01.contoso.example",
      ActionType: "AntivirusDetection",
      FileName: "invoice.exe",
      SHA256: eicar,
      hoursAgo: 4.3,
    },
  ],
  DeviceFileEvents: [
    {
      DeviceName: "srv-01.contoso.example",
      ActionType: "FileCreated",
      FileName: "invoice.exe",
      SHA256: eicar,
      hoursAgo: 4.35,
    },
  ],
  AzureActivity: [
    {
      Caller: alex.UserPrincipalName,
      CallerIpAddress: attacker,
      OperationNameValue: "Microsoft.Authorization/roleAssignments/write",
      ActivityStatusValue: "Success",
      ResourceGroup: "rg-payroll",
      hoursAgo: 3.8,
    },
  ],
  BehaviorAnalytics: [
    {
      UserPrincipalName: alex.UserPrincipalName,
      UserName: "alex",
      SourceIPAddress: attacker,
      ActivityType: "LogOn",
      ActionType: "Sign-in",
      InvestigationPriority: 8,
      ActivityInsights: {
        FirstTimeUserConnectedFromCountry: "True",
        ActivityUncommonlyPerformedByUser: "False",
      },
      hoursAgo: 6,
    },
  ],
  Watchlist: [
    {
      WatchlistAlias: "VipUsers",
      SearchKey: alex.UserPrincipalName,
      _DTItemId: "vip-1",
      _DTItemType: "watchlist-item",
      _DTItemStatus: "Create",
      hoursAgo: 100,
    },
  ],
  SecurityAlert: [
    {
      SystemAlertId: "66666666-6666-6666-6666-666666666666",
      AlertName: "Sign-in from a listed address",
      AlertSeverity: "High",
      ProductName: "Azure Sentinel",
      Entities: JSON.stringify([{ $id: "1", Type: "ip", Address: attacker }]),
      hoursAgo: 2,
    },
    {
      SystemAlertId: "88888888-8888-8888-8888-888888888888",
      AlertName: "Suspicious inbox forwarding",
      AlertSeverity: "Medium",
      ProductName: "Microsoft Defender for Office 365",
      Entities: JSON.stringify([
        { $id: "1", Type: "account", Name: "alex", UPNSuffix: "contoso.example" },
        { $id: "2", Type: "ip", Address: attacker },
      ]),
      hoursAgo: 5.4,
    },
  ],
  SecurityIncident: [
    {
      IncidentName: "33333333-3333-3333-3333-333333333333",
      IncidentNumber: 4711,
      Title: "Sign-in from a listed address, then a download",
      Status: "New",
      AlertIds: ["66666666-6666-6666-6666-666666666666"],
      hoursAgo: 1,
    },
  ],
};
