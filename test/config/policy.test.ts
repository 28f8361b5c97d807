import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { policyJsonSchema, readPolicy } from "../../config/policy";

const shipped = (): Record<string, Record<string, unknown>> =>
  JSON.parse(readFileSync("policy.json", "utf8"));

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "policy-"));
  file = join(folder, "policy.json");
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The error for the shipped policy with one member changed. */
function problemWith(section: string, member: string, value: unknown): string {
  const policy = shipped();
  policy[section] = { ...policy[section], [member]: value };
  return problemOf(JSON.stringify(policy));
}

function problemOf(text: string): string {
  writeFileSync(file, text);
  try {
    readPolicy(file);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

const validate = () => addFormats(new Ajv({ strict: true })).compile(policyJsonSchema());

describe("policy.json", () => {
  it("holds the decisions that ship", () => {
    expect(readPolicy("policy.json")).toMatchObject({
      settle: { patienceMinutes: 10 },
      open: {
        tag: "durable-response",
        ownerObjectId: null,
        ticketFromSeverity: "Low",
        ticketSystem: "servicenow",
      },
      tickets: {
        servicenow: {
          severities: {
            High: { impact: 1, urgency: 2 },
            Medium: { impact: 2, urgency: 2 },
            Low: { impact: 2, urgency: 3 },
            Informational: { impact: 3, urgency: 3 },
          },
          fields: {},
        },
        jira: {
          priorities: { High: "High", Medium: "Medium", Low: "Low", Informational: "Lowest" },
          transitions: [],
          resolution: "Done",
          labels: ["sentinel"],
          fields: {},
        },
        pagerduty: {
          severities: {
            High: { urgency: "high", priorityId: null },
            Medium: { urgency: "low", priorityId: null },
            Low: { urgency: "low", priorityId: null },
            Informational: { urgency: "low", priorityId: null },
          },
        },
      },
      lookUps: { maxPerIncident: 40, patienceMinutes: 30, logDays: 14 },
      sources: {
        virustotal: {
          isAsked: true,
          keepHours: 24,
          keepUnknownHours: 2,
          maliciousFrom: 5,
          suspiciousFrom: 2,
          benignFromEngines: 20,
        },
        xforce: {
          isAsked: false,
          keepHours: 24,
          keepUnknownHours: 2,
          maliciousFrom: 7,
          suspiciousFrom: 4,
        },
        otx: {
          isAsked: true,
          keepHours: 24,
          keepUnknownHours: 2,
          maliciousFrom: 5,
          suspiciousFrom: 1,
        },
        abuseipdb: {
          isAsked: true,
          keepHours: 24,
          keepUnknownHours: 2,
          maliciousFrom: 75,
          suspiciousFrom: 25,
          fromReporters: 3,
          maxAgeDays: 90,
        },
        greynoise: {
          isAsked: true,
          keepHours: 24,
          keepUnknownHours: 4,
        },
        urlhaus: {
          isAsked: true,
          keepHours: 4,
          keepUnknownHours: 1,
        },
        threatfox: {
          isAsked: true,
          keepHours: 4,
          keepUnknownHours: 1,
          maliciousFrom: 75,
          suspiciousFrom: 50,
        },
        malwarebazaar: {
          isAsked: true,
          keepHours: 24,
          keepUnknownHours: 1,
        },
        umbrella: {
          isAsked: false,
          keepHours: 24,
          keepUnknownHours: 2,
        },
        "sentinel-indicators": {
          isAsked: true,
          keepHours: 1,
          keepUnknownHours: 0.25,
          maliciousFrom: 75,
          suspiciousFrom: 25,
        },
      },
      budgets: {
        xforce: {
          perMonth: 5000,
          skipAfterMinutes: 60,
        },
        abuseipdb: {
          perDay: 1000,
          skipAfterMinutes: 60,
        },
        umbrella: {
          perDay: 2000,
          skipAfterMinutes: 60,
        },
        "azure-monitor-logs": {
          concurrent: 5,
          perMinute: 380,
        },
      },
      own: { networks: [], domains: ["contoso.example"] },
      protected: { networks: expect.arrayContaining(["1.1.1.1/32", "8.8.8.8/32", "9.9.9.9/32"]) },
      notify: { fromSeverity: "Low", channels: ["teams"], mailTo: [], pageFromSeverity: null },
      contain: {
        isEnabled: true,
        limits: { perIncident: 10, perHour: 30, perDay: 200 },
        kinds: {
          "feed-block": { act: "alone", fromVerdict: "malicious", fromSeverity: "Medium" },
          "firewall-block": { act: "ask" },
          "disable-account": { act: "ask", fromSeverity: "High" },
          "revoke-sessions": { act: "ask" },
          "confirm-compromised": { act: "ask" },
          "isolate-device": { act: "ask", fromSeverity: "High" },
        },
      },
      agree: { approvers: [], expireAfterMinutes: 4_320 },
      close: {
        whenContained: null,
        whenBenign: { classification: "BenignPositive", reason: "SuspiciousButExpected" },
      },
    });
  });

  it("names a schema that editors find, and that it keeps", () => {
    const policy = shipped();

    expect(policy["$schema"]).toBe("./policy.schema.json");
    expect(validate()(policy)).toBe(true);
  });
});

it("policy.schema.json is what policyJsonSchema() gives", () => {
  expect(JSON.parse(readFileSync("policy.schema.json", "utf8"))).toEqual(policyJsonSchema());
});

describe("readPolicy()", () => {
  it.each([
    ["settle", "patienceMinutes", -1],
    ["settle", "patienceMinutes", "10"],
    ["open", "tag", ""],
    ["open", "ownerObjectId", "analyst@contoso.example"],
    ["open", "ticketFromSeverity", "low"],
    ["lookUps", "logDays", 0.5],
    ["lookUps", "urls", "path"],
    ["open", "ticketSystem", "remedy"],
    ["notify", "channels", ["pager"]],
    ["notify", "mailTo", ["nobody"]],
    ["contain", "waitMinutes", 61],
    ["contain", "isEnabled", "yes"],
    ["agree", "expireAfterMinutes", 0],
    ["score", "maliciousFrom", 101],
    ["close", "whenContained", { classification: "Benign" }],
    ["notify", "fromSeverity", undefined],
  ])("refuses %s.%s = %j, and names file and key", (section, member, value) => {
    const problem = problemWith(section, member, value);

    expect(problem).toContain(`Cannot use the policy "${file}":\n  ${section}.${member}`);
  });

  it.each(["10.0.0.0/33", "10.0.0.0/8/8", "contoso", "10.0.0.0 /8", "::/129", ""])(
    "refuses the network %p",
    (network) => {
      expect(problemWith("own", "networks", ["10.0.0.0/8", network])).toContain(
        `own.networks.1: Invalid network: expected CIDR such as 192.0.2.0/24, got ${JSON.stringify(network)}`,
      );
    },
  );

  it.each([
    "Contoso.example",
    "contoso.example.",
    "contoso",
    "https://contoso.example",
    "*.x.example",
  ])("refuses the domain %p", (domain) => {
    expect(problemWith("own", "domains", [domain])).toContain("own.domains.0: Invalid domain");
  });

  it.each<[object, string]>([
    [{ impact: "1" }, "fields.impact: Invalid field"],
    [{ state: "6" }, "fields.state: Invalid field"],
    [{ sys_id: "mine" }, "fields.sys_id: Invalid field"],
    [{ "Assignment group": "SOC" }, "fields.Assignment group: Invalid field"],
    [{ ["u_".padEnd(81, "x")]: "SOC" }, "x: Invalid field"],
    [{ category: "" }, "fields.category: Too small"],
    [{ category: "c".repeat(201) }, "fields.category: Too big"],
    [{ category: 7 }, "fields.category: Invalid input"],
  ])("refuses %j as further fields of ServiceNow's tickets", (fields, problem) => {
    const { servicenow } = shipped()["tickets"] as { servicenow: object };

    expect(problemWith("tickets", "servicenow", { ...servicenow, fields })).toContain(problem);
  });

  it("takes any other field, whose value is a text", () => {
    const { servicenow } = shipped()["tickets"] as { servicenow: object };
    const fields = { assignment_group: "d625dccec0a8016700a222a0f7900d06", u_team: "SOC" };

    expect(problemWith("tickets", "servicenow", { ...servicenow, fields })).toBe("");
    expect(readPolicy(file).tickets.servicenow.fields).toEqual(fields);
  });

  it("refuses an impact that ServiceNow does not have", () => {
    const { servicenow } = shipped()["tickets"] as { servicenow: { severities: object } };
    const severities = { ...servicenow.severities, High: { impact: 0, urgency: 4 } };

    const problem = problemWith("tickets", "servicenow", { ...servicenow, severities });

    expect(problem).toContain("tickets.servicenow.severities.High.impact: ");
    expect(problem).toContain("tickets.servicenow.severities.High.urgency: ");
  });

  it.each<[object, string]>([
    [{ fields: { summary: "mine" } }, "tickets.jira.fields.summary"],
    [{ fields: { "Root cause": "x" } }, "tickets.jira.fields.Root cause"],
    [{ labels: ["two words"] }, "tickets.jira.labels.0"],
    [{ priorities: { High: "High" } }, "tickets.jira.priorities.Medium"],
    [{ priorities: { High: "" } }, "tickets.jira.priorities.High"],
    [{ transitions: [" "] }, "tickets.jira.transitions.0"],
  ])("refuses %j for Jira's issues", (change, problem) => {
    const { jira } = shipped()["tickets"] as { jira: object };

    expect(problemWith("tickets", "jira", { ...jira, ...change })).toContain(problem);
  });

  it("takes any other field of Jira's issues, and no priority at all", () => {
    const { jira } = shipped()["tickets"] as { jira: object };
    const change = {
      priorities: { High: null, Medium: null, Low: null, Informational: null },
      fields: { customfield_10050: { value: "SOC" }, components: [{ name: "Response" }] },
    };

    expect(problemWith("tickets", "jira", { ...jira, ...change })).toBe("");
    expect(readPolicy(file).tickets.jira).toMatchObject(change);
  });

  it.each(["sentinel-indicators", "virus-total", "key-vault"])(
    "refuses a budget for %s, which would limit nothing",
    (name) => {
      expect(problemWith("budgets", name, { perDay: 1 })).toContain("budgets");
    },
  );

  it("refuses a key that it does not know, so that no typo decides anything", () => {
    expect(problemWith("contain", "waitMinute", 24)).toContain("waitMinute");
  });

  it("refuses thresholds that contradict each other", () => {
    const virustotal = { ...(shipped()["sources"]?.["virustotal"] as object), suspiciousFrom: 6 };

    expect(problemWith("sources", "virustotal", virustotal)).toContain(
      "sources.virustotal: suspiciousFrom",
    );
  });

  it("tells every problem at once", () => {
    const problem = problemOf("{}");

    for (const key of ["settle", "open", "lookUps", "sources", "own", "protected", "contain"]) {
      expect(problem).toContain(`\n  ${key}: `);
    }
  });

  it.each(["", "{", "[]", "null", '"text"'])("refuses a file that holds %p", (text) => {
    expect(problemOf(text)).toContain(file);
  });

  it("names a file that is not there", () => {
    expect(() => readPolicy(join(folder, "none.json"))).toThrow(
      `Cannot read the policy "${join(folder, "none.json")}": ENOENT`,
    );
  });

  it("leaves out a reason that is left out", () => {
    expect(problemWith("close", "whenBenign", { classification: "Undetermined" })).toBe("");
    expect(readPolicy(file).close.whenBenign).toEqual({ classification: "Undetermined" });
  });
});

it("the schema refuses for editors what readPolicy() refuses", () => {
  const check = validate();

  expect(check({ ...shipped(), block: { ...shipped()["block"], fromSeverity: "Severe" } })).toBe(
    false,
  );
  expect(check({ ...shipped(), blocks: {} })).toBe(false);
});
