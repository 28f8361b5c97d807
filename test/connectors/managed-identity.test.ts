import { managedIdentity } from "../../connectors/managed-identity";
import { userAssigned } from "../../simulators/managed-identity/identities";
import { failureOf, useStage } from "./stage";

const stage = useStage();

let count = 0;
/** The identity library keeps tokens for the process: each test asks for a resource of its own. */
const audience = (): string => `api://resource-${++count}`;

const identity = (clientId?: string) => managedIdentity({ isAvailable: true, clientId });
const requests = () => stage.vendors.calls("managed-identity");
const fail = (fault: object) =>
  stage.vendors.fault({ vendor: "managed-identity", route: "*", forever: true, ...fault });

describe("managedIdentity()", () => {
  it("gets a token for an audience", async () => {
    const resource = audience();

    const { token, expiresOnTimestamp } = await identity().get(resource);

    const claims: unknown = JSON.parse(
      Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"),
    );
    expect(claims).toMatchObject({ aud: resource });
    expect(expiresOnTimestamp).toBeGreaterThan(Date.now());
  });

  it("asks once, however many want the same token at the same time", async () => {
    const tokens = identity();
    const resource = audience();

    const all = await Promise.all(Array.from({ length: 9 }, () => tokens.get(resource)));
    await tokens.get(resource);

    expect(new Set(all.map(({ token }) => token)).size).toBe(1);
    expect(requests()).toHaveLength(1);
  });

  it("asks for each audience by itself", async () => {
    const tokens = identity();

    await Promise.all([tokens.get(audience()), tokens.get(audience())]);

    expect(requests()).toHaveLength(2);
  });

  it("names a user-assigned identity", async () => {
    await identity(userAssigned.clientId).get(audience());

    expect(requests()[0]?.path).toContain(`client_id=${userAssigned.clientId}`);
  });

  it("says what to do when there is no such identity", async () => {
    const error = await failureOf(identity("00000000-0000-0000-0000-00000000dead").get(audience()));

    expect(error).toMatchObject({ vendor: "managed-identity", kind: "auth", status: 400 });
    expect(error.message).toContain("MANAGED_IDENTITY_CLIENT_ID");
  });

  it.each([
    [{ status: 429, headers: { "retry-after": "17" } }, "rate-limited"],
    [{ status: 403 }, "auth"],
    [{ status: 404 }, "auth"],
    [{ status: 500 }, "transient"],
    [{ status: 503 }, "transient"],
    [{ kind: "reset" }, "transient"],
    [{ kind: "html", status: 502 }, "transient"],
  ])("tells %j for %s, after one request", async (fault, kind) => {
    fail(fault);

    const error = await failureOf(identity().get(audience()));

    expect(error).toMatchObject({ vendor: "managed-identity", kind, mayHaveHappened: false });
    expect(requests()).toHaveLength(1);
  });

  it("says when to come back", async () => {
    fail({ status: 429, headers: { "retry-after": "17" } });

    const error = await failureOf(identity().get(audience()));

    expect(error.retryAfterSeconds).toBe(17);
  });

  it("takes an answer without a token for a failure", async () => {
    fail({ body: { surprise: true } });

    const error = await failureOf(identity().get(audience()));

    expect(error.vendor).toBe("managed-identity");
  });

  it("gets a token after a failure", async () => {
    const tokens = identity();
    const resource = audience();
    stage.vendors.fault({ vendor: "managed-identity", route: "*", status: 500 });
    await failureOf(tokens.get(resource));

    await expect(tokens.get(resource)).resolves.toMatchObject({ token: expect.any(String) });
  });

  it("asks nobody where the platform offers no identity", async () => {
    const none = managedIdentity({ isAvailable: false, clientId: undefined });

    const error = await failureOf(none.get(audience()));

    expect(error.message).toContain("IDENTITY_ENDPOINT or IDENTITY_HEADER is not set");
    expect(requests()).toEqual([]);
  });
});
