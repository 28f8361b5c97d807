import * as fc from "fast-check";
import { valuesIn } from "../../domain/alert-values";
import { findingsNamed } from "../../domain/finding";
import { FINDING_SOURCES } from "../../domain/finding-source";
import type { IncidentAlert } from "../../domain/incident-alert";
import { hostileText } from "../support/hostile";

const subscription = "11111111-1111-1111-1111-111111111111";
const cloudAlert = `/subscriptions/${subscription}/providers/Microsoft.Security/locations/westeurope/alerts/2518770965529163669_f144ee95-a3e5-42da-a279-967d115809aa`;
const ofGroup = cloudAlert.replace("/providers", "/resourceGroups/rg-web.1/providers");

const alert = (more: Partial<IncidentAlert>): IncidentAlert => ({
  systemAlertId: "55555555-5555-5555-5555-555555555555",
  title: "Suspicious process",
  product: "Azure Sentinel",
  resourceIds: [],
  values: [],
  ...more,
});
const named = (...alerts: IncidentAlert[]) => findingsNamed(alerts, FINDING_SOURCES);

describe("findingsNamed()", () => {
  it.each([cloudAlert, ofGroup])("finds an alert of Defender for Cloud by its ARM id: %s", (id) => {
    expect(named(alert({ values: ["x", id.replace("alerts", "Alerts")] }))).toEqual({
      findings: [{ source: "defender-cloud", id: id.toLowerCase() }],
      leftOut: 0,
    });
  });

  it("finds one that is Defender for Cloud's own by its id and the subscription of its resource", () => {
    const own = alert({
      product: "Azure Security Center",
      systemAlertId: "2518_F144",
      resourceIds: [`/subscriptions/${subscription}/resourceGroups/rg-web`],
    });

    expect(named(own).findings).toEqual([
      { source: "defender-cloud", id: "2518_f144", within: subscription },
    ]);
    expect(named({ ...own, resourceIds: [] }).findings).toEqual([
      { source: "defender-cloud", id: "2518_f144" },
    ]);
    expect(named({ ...own, values: [cloudAlert] }).findings).toEqual([
      { source: "defender-cloud", id: cloudAlert.toLowerCase() },
    ]);
  });

  it.each([
    ["a text around it", `see ${cloudAlert}`],
    ["something below it", `${cloudAlert}/dismiss`],
    ["a query", `${cloudAlert}?x=1`],
    ["another host", `https://evil.zz${cloudAlert}`],
    ["a way up", cloudAlert.replace("/providers", "/resourceGroups/../providers")],
    ["an encoded way", cloudAlert.replace("westeurope", "west%2Feurope")],
    ["a second line", `${cloudAlert}\nx`],
    ["no name", cloudAlert.slice(0, cloudAlert.lastIndexOf("/") + 1)],
    ["the bare id of one", "2518770965529163669_f144ee95-a3e5-42da-a279-967d115809aa"],
  ])("finds none in %s", (_, value) => {
    expect(named(alert({ values: [value] }))).toEqual({ findings: [], leftOut: 0 });
  });

  it("finds none by a title, a resource or an id of another product", () => {
    const other = alert({
      title: cloudAlert,
      systemAlertId: "2518_f144",
      resourceIds: [cloudAlert],
    });

    expect(named(other).findings).toEqual([]);
    expect(named({ ...other, product: "Microsoft Defender for Cloud Apps" }).findings).toEqual([]);
  });

  const detector = "12abc34d567e8fa901bc2d34e56789f0";
  const guardDuty = `arn:aws:guardduty:eu-west-1:123456789012:detector/${detector}/finding/a1b2c3d4e5f60718a1b2c3d4e5f60718`;

  it("finds one of GuardDuty by its ARN, which is that of Security Hub's, too", () => {
    expect(named(alert({ values: [guardDuty] })).findings).toEqual([
      { source: "guardduty", id: guardDuty },
      { source: "security-hub", id: guardDuty },
    ]);
    expect(findingsNamed([alert({ values: [guardDuty] })], ["security-hub"]).findings).toEqual([
      { source: "security-hub", id: guardDuty },
    ]);
  });

  it.each([
    "arn:aws:securityhub:us-west-2:123456789012:subscription/aws-foundational-security-best-practices/v/1.0.0/S3.1/finding/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111",
    "arn:aws:securityhub:us-west-2:123456789012:security-control/S3.1/finding/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111",
    "arn:aws-us-gov:inspector2:us-gov-west-1:123456789012:finding/0fd2bb8a",
  ])("finds one of Security Hub by its ARN: %s", (id) => {
    expect(named(alert({ values: [id] })).findings).toEqual([{ source: "security-hub", id }]);
  });

  it.each([
    ["a prefix of one", guardDuty.slice(0, -1)],
    ["another resource of the detector", guardDuty.replace("/finding/", "/filter/")],
    ["a region that is none", guardDuty.replace("eu-west-1", "evil.zz")],
    ["an account that is none", guardDuty.replace("123456789012", "12345678901")],
    ["another case", guardDuty.toUpperCase()],
    ["a wildcard", guardDuty.replace(/\w+$/, "*")],
    ["two", `${guardDuty},${guardDuty}`],
    ["the ARN of an instance", "arn:aws:ec2:eu-west-1:123456789012:instance/i-0a1b2c3d4e5f60718"],
  ])("finds none of GuardDuty in %s", (_, value) => {
    const { findings } = named(alert({ values: [value] }));

    expect(findings.filter(({ source }) => source === "guardduty")).toEqual([]);
  });

  it("finds each once, ten of an incident, and counts the rest", () => {
    const ids = Array.from({ length: 13 }, (_, at) => `${cloudAlert}-${at}`);
    const { findings, leftOut } = named(
      ...ids.map((id) => alert({ values: [id, id.toUpperCase().replaceAll("/SUB", "/sub")] })),
      ...ids.map((id) => alert({ values: [id] })),
    );

    expect(findings.map(({ id }) => id)).toEqual(ids.slice(0, 10).map((id) => id.toLowerCase()));
    expect(leftOut).toBe(3);
  });

  it("finds nothing of a source that is not wanted", () => {
    expect(findingsNamed([alert({ values: [cloudAlert] })], [])).toEqual({
      findings: [],
      leftOut: 0,
    });
  });

  it("finds nothing in whatever an attacker writes around an id", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (before, after) => {
        const values = valuesIn({
          a: [`${before}.${cloudAlert}`, `${cloudAlert}/${after}`],
          b: [before, after],
        });
        expect(named(alert({ values })).findings).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("valuesIn()", () => {
  it("finds texts in custom details, which are a text of JSON", () => {
    const details = JSON.stringify({ Finding: [" arn:x "], Count: [3] });

    expect(valuesIn({ "Custom Details": details, Query: "T | take 1" })).toEqual([
      "arn:x",
      "T | take 1",
    ]);
  });

  it("takes a text that only begins like JSON as it is", () => {
    expect(valuesIn(["[click](x)", "{a", null, undefined, 7])).toEqual(["[click](x)", "{a"]);
  });

  it("ends at some depth, whatever is nested", () => {
    let text = '"deep"';
    for (let depth = 0; depth < 40; depth += 1) text = JSON.stringify({ a: JSON.parse(text) });

    expect(valuesIn(text)).toEqual([]);
  });
});
