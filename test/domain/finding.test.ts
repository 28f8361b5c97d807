import * as fc from "fast-check";
import { valuesIn } from "../../domain/alert-values";
import { findingsNamed } from "../../domain/finding";
import { FINDING_SOURCES } from "../../domain/finding-source";
import type { IncidentAlert } from "../../domain/incident-alert";
import { hostileText } from "../support/hostile";

const subscription = "11111111-1111-1111-1111-111111111111";
const cloudAlert = `/subscriptions/${subscription}/providers/Microsoft.Security/locations/westeurope/alerts/2518770965529163669_f144ee95-a3e5-42da-a279-967d115809aa`;
const ofGroup = cloudAlert.replace("/providers", "/resourceGroups/rg-web.1/providers");
const sccFinding = "organizations/1/sources/8600001/locations/global/findings/5c0fD7a1";

const elasticAlert =
  "https://kibana.example/app/security/alerts/redirect/7d3194c7158fb9edb10541ccdd81f8c2b9c9d3c50b82c14457c959a2fcbcb22a";
const splunkFinding =
  "1A082D7B-D5A1-4A2B-BB94-41C439BE3EB7@@notable@@cb87390ae72763679d3f6f8f097ebe2b";

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
    sccFinding,
    sccFinding.replace("/locations/global", ""),
    `//securitycenter.googleapis.com/${sccFinding}`,
  ])("finds a finding of Google by its name, in one form: %s", (id) => {
    expect(named(alert({ values: ["x", id, sccFinding] })).findings).toEqual([
      { source: "google-scc", id: sccFinding },
    ]);
  });

  it.each([
    `see ${sccFinding}`,
    `${sccFinding}/securityMarks`,
    `${sccFinding}:setMute`,
    `${sccFinding}\n`,
    `https://securitycenter.googleapis.com/v2/${sccFinding}`,
    `//evil.zz/${sccFinding}`,
    sccFinding.replace("8600001", "-"),
    sccFinding.replace("organizations/1", "organizations/../1"),
    sccFinding.replace("global", "gl%2Fobal"),
    sccFinding.replace("organizations", "assets"),
    sccFinding.slice(0, sccFinding.lastIndexOf("/") + 1),
  ])("finds none of Google in %j", (value) => {
    expect(named(alert({ values: [value], title: sccFinding })).findings).toEqual([]);
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

  it.each<[string, string]>([
    [
      "https://kibana.example/app/security/alerts/redirect/7D3194c7158fb9edb10541ccdd81f8c2b9c9d3c50b82c14457c959a2fcbcb22a?index=.alerts-security.alerts-default&timestamp=2026-04-25T09:03:15.516Z",
      "https://kibana.example/app/security/alerts/redirect/7d3194c7158fb9edb10541ccdd81f8c2b9c9d3c50b82c14457c959a2fcbcb22a",
    ],
    [
      "https://Kibana.example:5601/base/s/soc/app/security/alerts/redirect/ed7fbf575371c898e0f0aea48cdf0bf1865939a9",
      "https://kibana.example:5601/base/s/soc/app/security/alerts/redirect/ed7fbf575371c898e0f0aea48cdf0bf1865939a9",
    ],
    [
      "https://kibana.example/app/security/alerts/redirect/1f0c9a52-0000-4000-8000-0000000000aa",
      "https://kibana.example/app/security/alerts/redirect/1f0c9a52-0000-4000-8000-0000000000aa",
    ],
  ])("finds an alert of Elastic Security by its address: %s", (value, id) => {
    expect(named(alert({ values: [value] })).findings).toEqual([
      { source: "elastic-security", id },
    ]);
  });

  it("finds a finding of Splunk Enterprise Security by its id, as it is written", () => {
    expect(named(alert({ values: [splunkFinding] })).findings).toEqual([
      { source: "splunk-es", id: splunkFinding },
    ]);
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
    ["the hash of a file", "7d3194c7158fb9edb10541ccdd81f8c2b9c9d3c50b82c14457c959a2fcbcb22a"],
    ["an address without encryption", elasticAlert.replace("https", "http")],
    ["an address with a user", elasticAlert.replace("https://", "https://kibana.example@")],
    ["a way up", elasticAlert.replace("/app", "/s/../app")],
    ["another page", elasticAlert.replace("alerts/redirect", "rules/id")],
    ["something below it", `${elasticAlert}/x`],
    ["a fragment", `${elasticAlert}#x`],
    ["a second line", `${elasticAlert}\nx`],
    ["two addresses", `${elasticAlert} ${elasticAlert}`],
    ["a shorter id", elasticAlert.slice(0, -1)],
    ["a quotation mark in an id of Splunk", `${splunkFinding}" OR event_id="*`],
    ["a wildcard in an id of Splunk", splunkFinding.replace("cb87", "*")],
    ["a text around an id of Splunk", `(${splunkFinding})`],
    ["two ids of Splunk", `${splunkFinding},${splunkFinding}`],
    ["another index of Splunk", splunkFinding.replace("notable", "risk")],
  ])("finds no alert of Elastic Security and no finding of Splunk in %s", (_, value) => {
    expect(named(alert({ values: [value] }))).toEqual({ findings: [], leftOut: 0 });
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
          a: [cloudAlert, elasticAlert, splunkFinding].flatMap((id) => [
            `${before}.${id}`,
            `${id}/${after}`,
          ]),
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
