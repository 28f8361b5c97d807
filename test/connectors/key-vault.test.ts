import { keyVault } from "../../connectors/key-vault";
import { managedIdentity } from "../../connectors/managed-identity";
import { failureOf, useStage } from "./stage";

const stage = useStage();

const vault = () =>
  keyVault(
    { url: `${stage.vendors.url}/key-vault` },
    managedIdentity({ isAvailable: true, clientId: undefined }),
  );

const hold = (name: string, value: string, more: object = {}) =>
  stage.vendors.scene("key-vault", { secrets: { [name]: { value, ...more } } });
const fail = (fault: object) =>
  stage.vendors.fault({ vendor: "key-vault", route: "*", forever: true, ...fault });
const reads = (name: string) =>
  stage.vendors
    .calls("key-vault")
    .filter(({ path, status }) => path.startsWith(`/secrets/${name}/`) && status === 200);

/** Turns the clock of what is kept; the simulators have their own. */
function turnClock(milliseconds: number): void {
  const now = Date.now();
  jest.spyOn(Date, "now").mockImplementation(() => now + milliseconds);
}

describe("keyVault()", () => {
  it("reads the newest version of a secret", async () => {
    hold("a-secret", "first");
    hold("a-secret", "second");

    await expect(vault().get("a-secret")).resolves.toBe("second");
  });

  it("reads once for all who ask at the same time, and keeps it", async () => {
    const secrets = vault();

    await Promise.all(Array.from({ length: 9 }, () => secrets.get("virustotal-api-key")));
    await secrets.get("virustotal-api-key");

    expect(reads("virustotal-api-key")).toHaveLength(1);
  });

  it("reads again after ten minutes, not before", async () => {
    const secrets = vault();
    hold("rotating", "old");
    await secrets.get("rotating");
    hold("rotating", "new");

    turnClock(9.9 * 60_000);
    await expect(secrets.get("rotating")).resolves.toBe("old");

    turnClock(10.1 * 60_000);
    await expect(secrets.get("rotating")).resolves.toBe("new");
  });

  it("reads again at once when it is told to forget", async () => {
    const secrets = vault();
    hold("rotating", "old");
    await secrets.get("rotating");
    hold("rotating", "new");

    secrets.forget("rotating");

    await expect(secrets.get("rotating")).resolves.toBe("new");
  });

  it.each([{ status: 503 }, { status: 429 }, { kind: "reset" }])(
    "serves what it read before while the vault answers %j",
    async (fault) => {
      const secrets = vault();
      hold("kept", "value");
      await secrets.get("kept");
      fail(fault);

      turnClock(60 * 60_000);

      await expect(secrets.get("kept")).resolves.toBe("value");
    },
  );

  it("does not serve a secret that was turned off", async () => {
    const secrets = vault();
    hold("revoked", "value");
    await secrets.get("revoked");
    hold("revoked", "value", { enabled: false });

    turnClock(11 * 60_000);

    expect(await failureOf(secrets.get("revoked"))).toMatchObject({ kind: "auth" });
  });

  it.each([
    [{ status: 401 }, "auth"],
    [{ status: 403 }, "auth"],
    [{ status: 404 }, "auth"],
    [{ status: 429, headers: { "retry-after": "8" } }, "rate-limited"],
    [{ status: 500 }, "transient"],
    [{ status: 503 }, "transient"],
    [{ status: 302, headers: { location: "/elsewhere" } }, "permanent"],
    [{ kind: "reset" }, "transient"],
    [{ kind: "html", status: 502 }, "transient"],
    [{ kind: "html", status: 200 }, "permanent"],
    [{ kind: "truncated" }, "permanent"],
  ])("tells %j for %s", async (fault, kind) => {
    fail(fault);

    const error = await failureOf(vault().get("virustotal-api-key"));

    expect(error).toMatchObject({ vendor: "key-vault", kind, mayHaveHappened: false });
    expect(error.message).toContain('key-vault: Reading the secret "virustotal-api-key"');
  });

  it("names the role that is missing", async () => {
    stage.vendors.scene("key-vault", { isAllowed: false });

    const error = await failureOf(vault().get("virustotal-api-key")).finally(() =>
      stage.vendors.scene("key-vault", { isAllowed: true }),
    );

    expect(error.kind).toBe("auth");
    expect(error.message).toContain("Key Vault Secrets User");
  });

  it("passes on why there is no token", async () => {
    const noIdentity = managedIdentity({ isAvailable: false, clientId: undefined });
    const secrets = keyVault({ url: `${stage.vendors.url}/key-vault` }, noIdentity);

    expect(await failureOf(secrets.get("virustotal-api-key"))).toMatchObject({
      vendor: "managed-identity",
      kind: "auth",
    });
  });

  it("names the setting that is missing", async () => {
    const unset = keyVault(
      { url: undefined },
      managedIdentity({ isAvailable: true, clientId: undefined }),
    );

    expect((await failureOf(unset.get("x"))).message).toContain("KEY_VAULT_URL is not set");
  });

  it("sends no token to plain http elsewhere", async () => {
    const elsewhere = keyVault(
      { url: "http://vault.example" },
      managedIdentity({ isAvailable: true, clientId: undefined }),
    );

    expect(await failureOf(elsewhere.get("x"))).toMatchObject({ kind: "auth" });
  });
});
