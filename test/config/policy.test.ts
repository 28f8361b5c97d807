import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { policyJsonSchema, readPolicy } from "../../config/policy";
import { neverDone } from "../../config/policy-containment";
import type { Policy } from "../../domain/policy";

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
  it("is taken as it is written, and what it leaves out is never done", () => {
    const { $schema: _, ...decisions } = shipped();
    const { contain } = decisions as unknown as Policy;
    const kinds = { ...neverDone, ...contain.kinds };

    expect(readPolicy("policy.json")).toEqual({ ...decisions, contain: { ...contain, kinds } });
  });

  it("ships with nothing done to people, devices or firewalls without asking", () => {
    const { kinds, isEnabled } = readPolicy("policy.json").contain;
    const alone = Object.entries(kinds).filter(([, { act }]) => act === "alone");

    expect(isEnabled).toBe(true);
    expect(alone.map(([kind]) => kind)).toEqual(["feed-block"]);
  });

  it("ships with protected privileged accounts, service accounts, domain controllers and servers", () => {
    expect(readPolicy("policy.json").protected).toMatchObject({
      accounts: expect.arrayContaining(["svc-*"]),
      privilegedAccounts: true,
      hosts: expect.arrayContaining(["dc*"]),
      servers: true,
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
    ["contain", "isEnabled", "yes"],
    ["contain", "waitMinutes", 61],
    ["contain", "quietTimes", [{ name: "release", from: "today", until: "tomorrow" }]],
    ["agree", "approvers", [{ id: "alex", name: "Alex" }]],
    ["follow", "everyMinutes", 0],
    ["score", "halfLifeHours", 0],
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

  it.each(["sentinel-indicators", "virus-total", "sentinels"])(
    "refuses a budget for %s, which would limit nothing",
    (name) => {
      expect(problemWith("budgets", name, { perDay: 1 })).toContain("budgets");
    },
  );

  it("refuses a key that it does not know, so that no typo decides anything", () => {
    expect(problemWith("contain", "isEnable", true)).toContain("isEnable");
  });

  it.each([
    ["act", "always"],
    ["fromVerdict", "unknown"],
    ["lifetimeHours", 0],
    ["quorum", 0],
    ["aloneUpTo", -1],
  ])("refuses %s = %j of a kind of containment", (member, value) => {
    const { kinds } = shipped()["contain"] as { kinds: Record<string, object> };
    const changed = { ...kinds, "isolate-device": { ...kinds["isolate-device"], [member]: value } };

    expect(problemWith("contain", "kinds", changed)).toContain(
      `contain.kinds.isolate-device.${member}`,
    );
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

  expect(check({ ...shipped(), follow: { ...shipped()["follow"], forDays: 0 } })).toBe(false);
  expect(check({ ...shipped(), blocks: {} })).toBe(false);
});
