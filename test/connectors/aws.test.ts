import { signed } from "../../connectors/aws/signature";
import { parseXml } from "../../connectors/aws/xml";
import { rehearsing } from "../../connectors/rehearsal";
import type { Connectors } from "../../connectors";
import type { Target } from "../../domain/containment";
import { keepsConnectorContract } from "../support/connector-contract";
import { delivering, mark, methodIn, simulator as vendor } from "./aws-support";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const kind = "aws-waf-block";
const attacker = "45.83.64.10";
const entry = `${attacker}/32`;
const set4 =
  "arn:aws:wafv2:eu-west-1:123456789012:regional/ipset/soar-blocked/a1b2c3d4-0000-4000-8000-000000000004";
const [, Id4] = /\/([\w-]{36})$/.exec(set4)!;
const Id6 = "a1b2c3d4-0000-4000-8000-000000000006";

interface IpSet {
  Id: string;
  Addresses: string[];
  Description?: string;
}
const targetOf = (value: string): Target => ({ id: value, label: value, names: [value] });
const method = (connectors = stage.connectors) => methodIn(connectors, kind);
const setOf = (Id = Id4): IpSet =>
  (stage.vendors.state(vendor) as { ipSets: IpSet[] }).ipSets.find((one) => one.Id === Id)!;
const scene = (value: object) => stage.vendors.scene(vendor, value);
const setAddresses = (Addresses: string[]) => scene({ ipSets: [{ Id: Id4, Addresses }] });
const change = (add: string[], remove: string[] = [], connectors = stage.connectors) =>
  method(connectors).together!.change(set4, add.map(targetOf), remove.map(targetOf), mark);
const operations = () => stage.vendors.calls(vendor).map(({ operation }) => operation);

beforeEach(() => {
  scene({
    denied: [],
    requestsPerMinute: 100_000,
    lostRaces: 0,
    clientIds: ["api://soar-federation-0a1b"],
    ipSets: [{ Id: Id4, Addresses: ["198.51.100.0/24"] }],
  });
  stage.vendors.scene("managed-identity", { tokenLifetimeSeconds: 86_400 });
});

const look = (connectors: Connectors) => method(connectors).look(targetOf(attacker), mark);
const read = { vendor, connector: "aws", route: "GetIPSet", isWrite: false };
keepsConnectorContract("aws.wafBlock.look()", { ...read, call: look }, stage);
keepsConnectorContract(
  "aws.check()",
  { ...read, call: ({ providers }) => providers["aws"]!.check() },
  stage,
);
keepsConnectorContract(
  "aws.session",
  { ...read, route: "AssumeRoleWithWebIdentity", call: look },
  stage,
);
const stored = () => setOf().Addresses.filter((one) => one === entry).length;
const repeat = { deliver: delivering(kind, targetOf(attacker)), stored };
keepsConnectorContract(
  "aws.wafBlock.together.change()",
  {
    ...read,
    route: "UpdateIPSet",
    isWrite: true,
    call: (connectors) => change([attacker], [], connectors),
    repeat,
  },
  stage,
);
keepsConnectorContract(
  "aws.wafBlock.act()",
  {
    ...read,
    route: "UpdateIPSet",
    isWrite: true,
    call: (connectors) => method(connectors).act(targetOf(attacker), mark),
    repeat,
  },
  stage,
);
keepsConnectorContract(
  "aws.wafBlock.undo()",
  {
    ...read,
    route: "UpdateIPSet",
    isWrite: true,
    call: (connectors) => {
      setAddresses([entry]);
      return method(connectors).undo(targetOf(attacker), { listed: false }, mark);
    },
  },
  stage,
);

describe("aws.wafBlock.resolve()", () => {
  const resolve = (value: string, of = "address", connectors = stage.connectors) =>
    method(connectors).resolve({
      kind: "observable",
      observable: { kind: of as "address", value },
    });

  it.each([attacker, "2001:db8::1"])("finds exactly one address: %s", async (value) => {
    await expect(resolve(value)).resolves.toEqual({ found: targetOf(value) });
  });

  it.each([
    ["45.83.64.0/24", "address", /not exactly one/],
    ["045.83.64.10", "address", /not exactly one/],
    ["evil.example", "domain", /addresses only/],
  ])("asks a human about %s", async (value, of, question) => {
    await expect(resolve(value, of)).resolves.toEqual({
      question: expect.stringMatching(question),
    });
    expect(stage.vendors.calls(vendor)).toEqual([]);
  });

  it("asks which set IPv6 belongs into where none is named", async () => {
    const connectors = connectorsFor(stage.vendors.url, { AWS_WAF_IPV6_SET: "" });

    await expect(resolve("2001:db8::1", "address", connectors)).resolves.toEqual({
      question: expect.stringContaining("AWS_WAF_IPV6_SET"),
    });
  });
});

describe("aws.wafBlock", () => {
  it("keeps everything else in the set, its description too", async () => {
    await change([attacker, "45.83.64.11"]);
    await change([], [attacker]);

    expect(setOf()).toMatchObject({
      Addresses: ["198.51.100.0/24", "45.83.64.11/32"],
      Description: "Blocked by incident response",
    });
  });

  it("puts IPv6 into the set of its own, and takes it out however it is written there", async () => {
    const target = targetOf("2001:db8::1");
    await method().act(target, mark);
    expect(setOf(Id6).Addresses).toEqual(["2001:db8::1/128"]);

    scene({ ipSets: [{ Id: Id6, Addresses: ["2001:0db8:0000:0000:0000:0000:0000:0001/128"] }] });
    await method().undo(target, { listed: false }, mark);
    expect(setOf(Id6).Addresses).toEqual([]);
  });

  it("reads again when somebody else was faster", async () => {
    scene({ lostRaces: 2 });

    await change([attacker]);

    expect(setOf().Addresses).toContain(entry);
    expect(operations().filter((one) => one === "UpdateIPSet")).toHaveLength(3);
  });

  it("gives up for now when somebody else is faster again and again", async () => {
    scene({ lostRaces: 100 });

    const error = await failureOf(change([attacker]));

    expect(error).toMatchObject({ kind: "transient", mayHaveHappened: false });
    expect(error.message).toContain("changed by others");
  });

  it("sees an address in somebody else's prefix as blocked, and not listed by us", async () => {
    setAddresses(["45.83.64.0/24"]);

    await expect(look(stage.connectors)).resolves.toEqual({
      state: { listed: false },
      effect: "in-effect",
    });
  });

  it("says that a set is full", async () => {
    setAddresses(Array.from({ length: 10_000 }, (_, n) => `100.${64 + (n >> 8)}.${n & 255}.1/32`));

    expect(await look(stage.connectors)).toMatchObject({ effect: "none", failed: /full/ });
    expect((await failureOf(change([attacker]))).message).toContain("full with 10000");
  });

  it("names the permission that lacks", async () => {
    scene({ denied: ["wafv2:UpdateIPSet"] });

    const error = await failureOf(change([attacker]));

    expect(error).toMatchObject({ kind: "auth", mayHaveHappened: false });
    expect(error.message).toContain("wafv2:UpdateIPSet, which the role in AWS_ROLE_ARN needs");
  });

  it("changes no set but those that the settings name", async () => {
    const others = method().together!.change(`${set4.slice(0, -1)}5`, [], [], mark);

    expect((await failureOf(others)).message).toContain("nothing was changed");
  });

  it("shows the change that would be sent, without what signs it", async () => {
    const work = rehearsing(() => change([attacker]));

    await expect(work).rejects.toMatchObject({
      name: "Rehearsed",
      request: {
        headers: expect.not.objectContaining({ Authorization: expect.anything() }),
        body: expect.stringContaining(entry),
      },
    });
    expect(operations()).not.toContain("UpdateIPSet");
  });
});

describe("aws.session", () => {
  const assumed = () => operations().filter((one) => one === "AssumeRoleWithWebIdentity").length;

  it("is one for all that ask at once, and is kept", async () => {
    await Promise.all([look(stage.connectors), look(stage.connectors)]);
    await look(stage.connectors);

    expect(assumed()).toBe(1);
  });

  it("is named after the incident and the run", async () => {
    await look(stage.connectors);

    const body = String(stage.vendors.calls(vendor)[0]!.body);
    expect(new URLSearchParams(body).get("RoleSessionName")).toBe("incident-4711-run-respond-1");
    expect(body).toContain("WebIdentityToken=***");
  });

  it("is asked for again when AWS no longer takes it", async () => {
    stage.vendors.fault({
      vendor,
      route: "GetIPSet",
      status: 400,
      headers: { "content-type": "application/x-amz-json-1.1" },
      body: { __type: "ExpiredTokenException", message: "The security token is expired" },
    });

    await look(stage.connectors);

    expect(assumed()).toBe(2);
  });

  it("says what to set up where AWS does not take the token's audience", async () => {
    scene({ clientIds: ["api://another"] });

    const error = await failureOf(look(stage.connectors));

    expect(error.kind).toBe("auth");
    expect(error.message).toMatch(/Incorrect token audience.*identity provider for your tenant/);
  });

  it("is not asked for with the audience by which Entra ID knows applications", () => {
    const set = () =>
      connectorsFor(stage.vendors.url, { AWS_AUDIENCE: "api://AzureADTokenExchange" });

    expect(set).toThrow(/AWS_AUDIENCE .*never api:\/\/AzureADTokenExchange/);
  });

  it.each(["AWS_ROLE_ARN", "AWS_AUDIENCE", "AWS_REGION"])("lacks %s", async (name) => {
    const connectors = connectorsFor(stage.vendors.url, { [name]: "" });

    expect((await failureOf(look(connectors))).message).toContain(`${name} is not set`);
    expect(connectors.providers["aws"]!.off).toBe(`${name} is not set`);
  });
});

describe("signed()", () => {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, as a POST.
  it("is the same as that of AWS's own suite: post-x-www-form-urlencoded", () => {
    const headers = signed(
      {
        method: "POST",
        url: "https://example.amazonaws.com/",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        data: "Param1=value1",
      },
      {
        accessKeyId: "AKIDEXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        sessionToken: "",
      },
      { service: "service", region: "us-east-1" },
      new Date("2015-08-30T12:36:00Z"),
    );

    expect(headers["Authorization"]).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
    );
  });
});

describe("parseXml()", () => {
  it.each([
    ["<a><b>1</b><c/></a>", { a: { b: "1", c: "" } }],
    ["<a><item>1</item><item>2</item></a>", { a: ["1", "2"] }],
    ['<?xml version="1.0"?>\n<a x="y"> &lt;&#x41;&#66;&amp; </a>\n', { a: " <AB& " }],
  ])("reads %s", (text, expected) => {
    expect(parseXml(text)).toEqual(expected);
  });

  it.each(["", "words", "<a>", "<a></b>", "<a/><b/>", "</a>", "<a", '{"a": 1}'])(
    "says that this is none: %s",
    (text) => {
      expect(parseXml(text)).toBeUndefined();
    },
  );
});
