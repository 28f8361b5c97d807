import * as fc from "fast-check";
import { windowsEventOfObject } from "../../../sweeps/windows/json";
import { lazyWindowsEvent } from "../../../sweeps/windows/lazy-json";

const scalar = fc.constantFrom<unknown>("", "a", "4625", 7, true, null, "Security", ["a", "b"], {
  "#text": "t",
});
const details = fc.dictionary(
  fc.constantFrom("IpAddress", "TargetUserName", "Ip Port", "Channel", "Data", "xmlns", "A_B"),
  scalar,
);
const attribute = fc.record({ "#attributes": fc.record({ Name: fc.constantFrom("P", "Q") }) });
const system = fc.record(
  {
    EventID: fc.constantFrom<unknown>(4625, "4625", { "#text": 4625 }, { "#text": "x" }),
    EventId: fc.constant(1),
    Channel: fc.constantFrom<unknown>("Security", "System", 5),
    Computer: fc.constant("pc"),
    Hostname: fc.constant("other"),
    Provider: fc.oneof(attribute, fc.constant<unknown>({ "@Name": "R" }), fc.constant("S")),
    TimeCreated: fc.constantFrom<unknown>(
      { "#attributes": { SystemTime: "2026-01-05T10:00:00.123Z" } },
      "2026-01-05 10:00:00",
    ),
    Security: fc.constant(null),
  },
  { requiredKeys: [] },
);
const body = fc.record(
  { System: system, EventData: details, UserData: details },
  { requiredKeys: ["System"] },
);
const flat = fc
  .tuple(
    system,
    details,
    fc.dictionary(fc.constantFrom("EventData", "winlog.event_id", "Keywords", "EventTime"), scalar),
  )
  .map((parts) => Object.assign({}, ...parts) as Record<string, unknown>);
const objects = fc.oneof(
  body,
  body.map((Event) => ({ Event })),
  flat,
  fc.record({ winlog: flat }),
);

const NAMES = [
  "EventID",
  "Channel",
  "Computer",
  "Hostname",
  "Provider",
  "Provider_Name",
  "TimeCreated_SystemTime",
  "Security",
  "IpAddress",
  "IpPort",
  "Ip Port",
  "TargetUserName",
  "Data",
  "A_B",
  "Keywords",
  "Level",
  "none",
  "constructor",
  "user.name",
];

it("an event that is looked up where it lies says what one that was taken apart says", () => {
  fc.assert(
    fc.property(objects, (made) => {
      const object = JSON.parse(JSON.stringify(made)) as Record<string, unknown>;
      const said = (event: ReturnType<typeof windowsEventOfObject>) =>
        event && {
          time: event.time,
          fields: NAMES.map((name) => [name, event.raw(name)]),
          names: event.names(),
        };
      expect(said(lazyWindowsEvent(object))).toEqual(said(windowsEventOfObject(object)));
    }),
    { numRuns: 3_000 },
  );
});
