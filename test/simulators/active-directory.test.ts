import { Attribute, Change, Client, EqualityFilter } from "ldapts";
import { bindDn, bindPassword } from "../../simulators/active-directory";
import { type RunningSimulators, startSimulators } from "../../simulators/server";

const base = "DC=corp,DC=contoso,DC=example";
const dn = `CN=Alex Kim,OU=Staff,${base}`;
let vendors: RunningSimulators;
let client: Client;

beforeEach(async () => {
  vendors = await startSimulators();
  client = new Client({ url: `ldap://127.0.0.1:${vendors.port}` });
});

afterEach(async () => {
  await client.unbind();
  await vendors.close();
});

const named = (cn: string) => ({
  filter: new EqualityFilter({ attribute: "cn", value: cn }),
  attributes: ["userAccountControl", "tokenGroups"],
});
const change = (operation: "add" | "delete" | "replace", value: string) =>
  new Change({
    operation,
    modification: new Attribute({ type: "userAccountControl", values: [value] }),
  });
const scene = (value: object) => vendors.scene("active-directory", value);

describe("the simulated Active Directory", () => {
  it("answers on the port of all others, and is in their log, without its password", async () => {
    await client.bind(bindDn, bindPassword);

    const calls = (await (await fetch(`${vendors.url}/calls`)).json()) as object[];
    expect(calls).toEqual([
      {
        vendor: "active-directory",
        method: "BIND",
        path: `/${bindDn}`,
        status: 200,
        at: expect.any(String),
        body: { password: "***" },
      },
    ]);
  });

  it.each([
    [bindDn, "wrong", "data 52e"],
    ["CN=nobody", bindPassword, "data 525"],
  ])("refuses %s with %s: %s", async (name, password, words) => {
    await expect(client.bind(name, password)).rejects.toMatchObject({
      code: 49,
      message: expect.stringContaining(words),
    });
  });

  it("tells nothing to who is not signed in", async () => {
    await expect(client.search(base, named("Alex Kim"))).rejects.toMatchObject({ code: 1 });
    await expect(client.modify(dn, change("replace", "514"))).rejects.toMatchObject({ code: 1 });
  });

  it("finds by exact values, and tells the groups of one entry only", async () => {
    await client.bind(bindDn, bindPassword);

    const below = await client.search(base, named("alex kim"));
    const alone = await client.search(dn, { ...named("Alex Kim"), scope: "base" });

    expect(below.searchEntries).toEqual([{ dn, userAccountControl: "66048", tokenGroups: [] }]);
    expect(alone.searchEntries[0]!["tokenGroups"]).toHaveLength(2);
    await expect(client.search(base, named("Alex*"))).resolves.toMatchObject({ searchEntries: [] });
  });

  it.each([
    ["the value is not there", [change("delete", "512"), change("add", "514")], 16],
    ["two values would remain", [change("add", "66050")], 53],
    ["none would remain", [change("delete", "66048")], 53],
  ])("changes nothing where %s", async (_, changes, code) => {
    await client.bind(bindDn, bindPassword);

    await expect(client.modify(dn, changes)).rejects.toMatchObject({ code });

    const { searchEntries } = await client.search(base, named("Alex Kim"));
    expect(searchEntries[0]!["userAccountControl"]).toBe("66048");
  });

  it.each([
    [{ rights: "read" }, dn, 50],
    [{}, `CN=Dana Root,OU=Staff,${base}`, 50],
    [{ isReadOnly: true }, dn, 10],
    [{}, `CN=Nobody,OU=Staff,${base}`, 32],
  ])("refuses a change with %j of %s: %i", async (more, name, code) => {
    scene(more);
    await client.bind(bindDn, bindPassword);

    await expect(client.modify(name, change("replace", "514"))).rejects.toMatchObject({ code });
  });

  it("takes faults as all others do", async () => {
    vendors.fault({ vendor: "active-directory", route: "BIND", kind: "reset" });
    await expect(client.bind(bindDn, bindPassword)).rejects.toThrow(/ECONNRESET|closed/);

    vendors.fault({ vendor: "active-directory", status: 503 });
    const again = new Client({ url: `ldap://127.0.0.1:${vendors.port}` });
    await expect(again.bind(bindDn, bindPassword)).rejects.toMatchObject({ code: 52 });
    await again.unbind();
  });

  it("says what a scene may hold", () => {
    expect(() => scene({ signIn: "wrong" })).toThrow(/"signIn"/);
  });
});
