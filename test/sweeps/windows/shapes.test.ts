import type { WindowsEvent } from "../../../sweeps/windows/event";
import { windowsEventOfObject } from "../../../sweeps/windows/json";
import { windowsRecord } from "../../../sweeps/windows/record";
import { windowsEventOfXml } from "../../../sweeps/windows/xml";

const nested = {
  Event: {
    "#attributes": { xmlns: "http://schemas.microsoft.com/win/2004/08/events/event" },
    System: {
      Provider: { "#attributes": { Name: "Microsoft-Windows-Security-Auditing" } },
      EventID: 4625,
      Keywords: "0x8010000000000000",
      TimeCreated: { "#attributes": { SystemTime: "2026-01-02T03:04:05.123456Z" } },
      EventRecordID: 7,
      Channel: "Security",
      Computer: "DC01",
    },
    EventData: { TargetUserName: "Ann", IpAddress: "203.0.113.9", SubStatus: "0xc0000064" },
  },
};

const shapes: Record<string, WindowsEvent | undefined> = {
  "nested, as evtx_dump writes it": windowsEventOfObject(nested),
  "with a list of Data, as converters from XML write it": windowsEventOfObject({
    Event: {
      System: {
        Provider: { "@Name": "Microsoft-Windows-Security-Auditing" },
        EventID: { "#text": "4625", "@Qualifiers": "" },
        Keywords: "0x8010000000000000",
        TimeCreated: { "@SystemTime": "2026-01-02T03:04:05.123456Z" },
        EventRecordID: "7",
        Channel: "Security",
        Computer: "DC01",
      },
      EventData: {
        Data: [
          { "@Name": "TargetUserName", "#text": "Ann" },
          { "@Name": "IpAddress", "#text": "203.0.113.9" },
          { "@Name": "SubStatus", "#text": "0xc0000064" },
        ],
      },
    },
  }),
  "of Winlogbeat": windowsEventOfObject({
    "@timestamp": "2026-01-02T03:04:05.123Z",
    winlog: {
      channel: "Security",
      event_id: "4625",
      computer_name: "DC01",
      record_id: 7,
      provider_name: "Microsoft-Windows-Security-Auditing",
      event_data: { TargetUserName: "Ann", IpAddress: "203.0.113.9", SubStatus: "0xc0000064" },
    },
  }),
  "of Winlogbeat, flat": windowsEventOfObject({
    "@timestamp": "2026-01-02T03:04:05.123Z",
    "winlog.channel": "Security",
    "winlog.event_id": 4625,
    "winlog.computer_name": "DC01",
    "winlog.record_id": 7,
    "winlog.event_data.TargetUserName": "Ann",
    "winlog.event_data.IpAddress": "203.0.113.9",
    "winlog.event_data.SubStatus": "0xc0000064",
  }),
  "flat, as NXLog writes it": windowsEventOfObject({
    EventTime: "2026-01-02 03:04:05.123",
    Hostname: "DC01",
    EventID: 4625,
    SourceName: "Microsoft-Windows-Security-Auditing",
    Channel: "Security",
    RecordNumber: 7,
    TargetUserName: "Ann",
    IpAddress: "203.0.113.9",
    SubStatus: "0xC0000064",
  }),
  "with the columns of SecurityEvent": windowsEventOfObject({
    TimeGenerated: "2026-01-02T03:04:05.123Z",
    Computer: "DC01",
    EventID: 4625,
    Channel: "Security",
    EventRecordId: "7",
    TargetUserName: "Ann",
    IpAddress: "203.0.113.9",
    SubStatus: "0xc0000064",
  }),
  "as XML": windowsEventOfXml(
    `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>
      <Provider Name="Microsoft-Windows-Security-Auditing"/><EventID>4625</EventID>
      <Keywords>0x8010000000000000</Keywords><TimeCreated SystemTime="2026-01-02T03:04:05.1234567Z"/>
      <EventRecordID>7</EventRecordID><Channel>Security</Channel><Computer>DC01</Computer></System>
      <EventData><Data Name="TargetUserName">Ann</Data><Data Name="IpAddress">203.0.113.9</Data>
      <Data Name="SubStatus">0xc0000064</Data></EventData></Event>`,
  ),
};

test.each(Object.entries(shapes))("A failed log-in %s is the same event.", (_, event) => {
  const record = windowsRecord(event!, () => ({ name: "a", at: 0 }));
  const names = ["user.name", "source.ip", "event.outcome", "event.reason", "host.name"];
  expect(names.map((name) => record.get(name))).toEqual([
    "ann",
    "203.0.113.9",
    "failure",
    "unknown-user",
    "dc01",
  ]);
  expect(record.kind).toMatchObject({ channel: "security", eventId: 4625 });
  expect(new Date(record.time).toISOString()).toBe("2026-01-02T03:04:05.123Z");
  expect(record.identity()).toBe(`DC01|Security|7|${record.time}`);
});

test.each([
  [
    "evtx_dump's",
    {
      Event: {
        System: { EventID: 104, Channel: "System", Computer: "SRV1" },
        UserData: { LogFileCleared: { Channel: "Application", EventID: 1, BackupPath: "c:\\a" } },
      },
    },
  ],
  [
    "Winlogbeat's",
    {
      winlog: {
        channel: "System",
        event_id: 104,
        user_data: { Channel: "Application", EventID: 1, BackupPath: "c:\\a" },
      },
    },
  ],
])("In %s shape no detail takes the place of an element of System.", (_, object) => {
  const event = windowsEventOfObject(object);
  expect([event?.raw("Channel"), event?.raw("EventID"), event?.raw("BackupPath")]).toEqual([
    "System",
    104,
    "c:\\a",
  ]);
});

test.each([
  ["[CLIENT: 203.0.113.9]", "203.0.113.9"],
  ["[CLIENT: APP7]", "app7"],
  ["[CLIENT: <local machine>]", "local on sql1 (-)"],
  ["[CLIENT: <named pipe>]", "local on sql1 (-)"],
])("A log-in of SQL Server with %s came from %s.", (client, address) => {
  const event = windowsEventOfObject({
    EventID: 18456,
    Channel: "Application",
    Provider: "MSSQLSERVER",
    Computer: "SQL1",
    Data: ["sa", "Reason: Password did not match that for the login provided.", client],
  });
  const record = windowsRecord(event!, () => ({ name: "log", at: 0 }));
  expect(record.get("source.address")).toBe(address);
});

test.each([
  ["an empty object", {}],
  ["an event of something else", { EventID: 5, message: "no channel" }],
  ["an id that is no number", { EventID: "x", Channel: "Security" }],
  ["a list as Event", { Event: [] }],
])("%s is no Windows event.", (_, object) => {
  expect(windowsEventOfObject(object)).toBeUndefined();
});

test.each([
  "",
  "text",
  "<Event>",
  "<!DOCTYPE a [<!ENTITY b 'c'>]><Event/>",
  `<a>${"x".repeat(300_000)}</a>`,
])("What is no event's XML is none: %.30s", (xml) => {
  expect(windowsEventOfXml(xml)).toBeUndefined();
});
