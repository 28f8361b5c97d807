import type { Observable } from "../../domain/observable";
import { keepsConnectorContract } from "../support/connector-contract";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const route = "GET /investigate/v2/domains";
const domainOf = (value: string): Observable => ({ kind: "domain", value });
const phishing = domainOf("contoso-secure-login.net");

const lookUp = (observable: Observable) => stage.connectors.reputations.umbrella.lookUp(observable);
const check = () => stage.connectors.reputations.umbrella.check();
const answer = (body: unknown) => stage.vendors.fault({ vendor: "umbrella", route, body });
const scope = "investigate.investigate:read";

// Each test asks for a token of its own.
beforeAll(() => stage.vendors.scene("umbrella", { tokensPerMinute: null }));

keepsConnectorContract(
  "umbrella.lookUp()",
  {
    vendor: "umbrella",
    route,
    isWrite: false,
    call: ({ reputations }) => reputations.umbrella.lookUp(phishing),
    isNotFoundAnAnswer: true,
  },
  stage,
);

keepsConnectorContract(
  "umbrella.check()",
  {
    vendor: "umbrella",
    route,
    isWrite: false,
    call: ({ reputations }) => reputations.umbrella.check(),
  },
  stage,
);

describe("umbrella.lookUp()", () => {
  it("gets a token with the pair in a header, and asks in one request", async () => {
    await lookUp(phishing);
    await lookUp(domainOf("microsoft.com"));

    const [token, ...questions] = stage.vendors.calls("umbrella");
    expect(token).toMatchObject({
      method: "POST",
      path: "/auth/v2/token",
      body: "grant_type=client_credentials",
    });
    expect(questions.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /investigate/v2/domains/categorization/contoso-secure-login.net?showLabels=true",
      "GET /investigate/v2/domains/categorization/microsoft.com?showLabels=true",
    ]);
  });

  it("says on what the verdict rests, and where to read more", async () => {
    await expect(lookUp(phishing)).resolves.toEqual({
      source: "Cisco Umbrella Investigate",
      observable: phishing,
      verdict: "malicious",
      score: 100,
      confidence: 0.8,
      evidence: "status malicious, as Phishing",
      reportUrl: "https://investigate.umbrella.com/domain-view/name/contoso-secure-login.net/view",
    });
  });

  it.each([
    ["microsoft.com", "benign"],
    ["never-seen.example", "unknown"],
  ])("takes %s for %s", async (value, verdict) => {
    await expect(lookUp(domainOf(value))).resolves.toMatchObject({ verdict });
  });

  it.each([
    ["a status as text", { a: { status: "-1", security_categories: ["Malware"] } }, "malicious"],
    ["categories by number", { a: { status: 0, security_categories: [150] } }, "suspicious"],
    ["no list of categories", { a: { status: 1, security_categories: null } }, "benign"],
    ["neither status nor category", { a: { status: 0 } }, "unknown"],
  ])("reads %s", async (_title, body, verdict) => {
    answer(body);

    await expect(lookUp(phishing)).resolves.toMatchObject({ verdict });
  });

  it.each([
    ["about nothing", {}],
    ["about two domains", { a: { status: 1 }, b: { status: -1 } }],
    ["without a status", { a: { security_categories: [] } }],
    ["with a status that is none", { a: { status: 2 } }],
  ])("fails at an answer %s", async (_title, body) => {
    answer(body);

    await expect(failureOf(lookUp(phishing))).resolves.toMatchObject({ kind: "permanent" });
  });

  it("does not say in an error which domain an answer was about", async () => {
    answer({ "contoso-secure-login.net": { status: "malicious" } });

    const { message } = await failureOf(lookUp(phishing));

    expect(message).toMatch(/answered without the expected 0\.status$/);
    expect(message).not.toContain("contoso");
  });

  it("sends a hostile name as one segment, and does not repeat it in an error", async () => {
    const { message } = await failureOf(lookUp(domainOf("a.example/../../x?y=z")));

    expect(stage.vendors.calls("umbrella").at(-1)?.path).toBe(
      "/investigate/v2/domains/categorization/a.example%2F..%2F..%2Fx%3Fy%3Dz?showLabels=true",
    );
    expect(message).toBe(
      "umbrella: GET /investigate/v2/domains/categorization/{domain} answered 400 (Bad Request)",
    );
  });

  it("gets another token when one has expired, which Cisco calls a bad request", async () => {
    stage.vendors.fault({
      vendor: "umbrella",
      route,
      status: 400,
      body: { error: "invalid_request" },
    });

    await expect(lookUp(phishing)).resolves.toMatchObject({ verdict: "malicious" });
    const statuses = stage.vendors.calls("umbrella").map(({ status }) => status);
    expect(statuses).toEqual([200, 400, 200, 200]);
  });

  it("takes a new token that is refused as expired, too, for a refused key", async () => {
    const body = { error: "invalid_request" };
    stage.vendors.fault({ vendor: "umbrella", route, status: 400, body, forever: true });

    await expect(failureOf(lookUp(phishing))).resolves.toMatchObject({ kind: "auth" });
  });
});

describe("umbrella.check()", () => {
  it("says that the key is accepted", async () => {
    await expect(check()).resolves.toBe("key accepted");
  });

  it("names the scope that the key lacks", async () => {
    stage.vendors.scene("umbrella", { scopes: ["reports.aggregations:read"] });

    const { message } = await failureOf(check());
    stage.vendors.scene("umbrella", { scopes: [scope] });

    expect(message).toMatch(/answered 403 \(Forbidden\): give the API key the scope .*:read\)$/);
  });
});

describe("umbrella with a secret", () => {
  const withSecret = (value: string) => {
    stage.vendors.scene("key-vault", { secrets: { "another-pair": { value } } });
    const variables = { UMBRELLA_SECRET_NAME: "another-pair" };
    return connectorsFor(stage.vendors.url, variables).reputations.umbrella;
  };

  it("that was no pair notices at the next call that somebody mended it", async () => {
    const umbrella = withSecret("umbrella-test-api-key");
    await failureOf(umbrella.lookUp(phishing));

    withSecret('{"apiKey":"umbrella-test-api-key","apiSecret":"umbrella-test-api-secret"}');

    await expect(umbrella.lookUp(phishing)).resolves.toMatchObject({ verdict: "malicious" });
  });

  it.each([
    "umbrella-test-api-key",
    '{"apiKey":"umbrella-test-api-key"}',
    '{"apiKey":"a:b","apiSecret":"umbrella-test-api-secret"}',
  ])("that is no pair asks nothing, and says what is missing: %j", async (value) => {
    const error = await failureOf(withSecret(value).lookUp(phishing));

    expect(error).toMatchObject({ kind: "auth" });
    expect(error.message).toBe(
      'umbrella: The secret "another-pair" must be JSON with apiKey and apiSecret',
    );
    expect(stage.vendors.calls("umbrella")).toEqual([]);
  });

  it("that Cisco refuses says where to put a valid one", async () => {
    const wrong = withSecret('{"apiKey":"umbrella-test-api-key","apiSecret":"another-secret"}');

    const error = await failureOf(wrong.check());

    expect(error).toMatchObject({ kind: "auth", status: 401 });
    expect(error.message).toBe(
      'umbrella: POST /auth/v2/token answered 401 (Unauthorized): put a valid apiKey and apiSecret into the secret "another-pair"',
    );
  });
});
