import { managedIdentity } from "../../connectors/managed-identity";
import { connectorsFor, failureOf, useStage } from "./stage";

const stage = useStage();
const vendor = "google";
const target = {
  id: "projects/contoso-web/serviceAccounts/104857600000000000001",
  label: "web-frontend",
  names: [],
};
const mark = { text: "incident/4711 run/respond-1", since: "2026-11-24T03:00:00.000Z" };
const look = (connectors = stage.connectors) =>
  connectors.containments["disable-service-account"]!.look(target, mark);
const scene = (value: object) => stage.vendors.scene(vendor, value);
const asked = (path: string) =>
  stage.vendors.calls(vendor).filter((call) => call.path.startsWith(path));
const usual = {
  audience: "api://soar-federation-0a1b",
  impersonation: true,
  tokenLifetimeSeconds: 3_600,
};

afterEach(() => scene(usual));

describe("googleTokens()", () => {
  it("exchanges the managed identity's token as Google wants it, and shows it to nobody", async () => {
    await look();

    const [exchange] = asked("/sts/v1/token");
    expect(exchange).toMatchObject({ method: "POST", status: 200 });
    const sent = new URLSearchParams(exchange!.body as string);
    expect(Object.fromEntries(sent)).toEqual({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      audience:
        "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/azure/providers/entra",
      scope: "https://www.googleapis.com/auth/cloud-platform",
      requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
      subject_token: "***",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    });
    expect(asked("/credentials")[0]).toMatchObject({
      path: "/credentials/v1/projects/-/serviceAccounts/soar-response%40soar-operations.iam.gserviceaccount.com:generateAccessToken",
      body: { scope: ["https://www.googleapis.com/auth/cloud-platform"], lifetime: "3600s" },
    });
  });

  it("gets one token for all that ask at once, and keeps it", async () => {
    await Promise.all([look(), look(), look()]);
    await look();

    expect(asked("/sts")).toHaveLength(1);
    expect(asked("/credentials")).toHaveLength(1);
    expect(asked("/iam")).toHaveLength(4);
  });

  it("does not keep a token that ends within five minutes", async () => {
    scene({ tokenLifetimeSeconds: 240 });

    await look();
    await look();

    expect(asked("/credentials")).toHaveLength(2);
  });

  it("gets another one when Google refuses the one it has", async () => {
    await look();
    stage.vendors.fault({ vendor, route: "GET /iam", status: 401 });

    await expect(look()).resolves.toMatchObject({ effect: "none" });

    expect(asked("/credentials")).toHaveLength(2);
  });

  it("says what to mend when Google does not trust the identity", async () => {
    scene({ audience: "api://another" });

    const error = await failureOf(look());

    expect(error).toMatchObject({ vendor: "google-cloud", kind: "auth", status: 400 });
    expect(error.message).toContain("trusts the issuer");
    expect(error.message).toContain("GOOGLE_TOKEN_AUDIENCE");
  });

  it("says what to mend when the account must not be impersonated", async () => {
    scene({ impersonation: false });

    const error = await failureOf(look());

    expect(error).toMatchObject({ kind: "auth", status: 403 });
    expect(error.message).toContain("roles/iam.workloadIdentityUser");
  });

  it.each([
    ["POST /sts", 404, "auth"],
    ["POST /sts", 503, "transient"],
    ["POST /sts", 429, "rate-limited"],
    ["POST /credentials", 404, "auth"],
    ["POST /credentials", 503, "transient"],
    ["POST /credentials", 429, "rate-limited"],
  ])("takes an answer of %s with %i for what it is: %s", async (route, status, kind) => {
    stage.vendors.fault({ vendor, route, status, forever: true });

    await expect(failureOf(look())).resolves.toMatchObject({ kind, mayHaveHappened: false });
  });

  it("repeats no secret after Google", async () => {
    const { token } = await managedIdentity({ isAvailable: true, clientId: undefined }).get(
      usual.audience,
    );
    stage.vendors.fault({
      vendor,
      route: "POST /sts",
      status: 400,
      body: { error: "invalid_grant", error_description: token },
      forever: true,
    });

    const { message } = await failureOf(look());

    expect(message).toContain("invalid_grant: ***");
  });

  it.each(["GOOGLE_TOKEN_AUDIENCE", "GOOGLE_WORKLOAD_PROVIDER", "GOOGLE_SERVICE_ACCOUNT"])(
    "names %s when it is missing, and asks nobody",
    async (name) => {
      const connectors = connectorsFor(stage.vendors.url, { [name]: "" });

      const error = await failureOf(look(connectors));

      expect(error.message).toContain(`${name} is not set`);
      expect(connectors.providers["google-cloud"]!.off).toBe(`${name} is not set`);
      expect(stage.vendors.calls(vendor)).toEqual([]);
    },
  );
});
