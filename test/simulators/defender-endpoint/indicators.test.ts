import { useDefender } from "./site";

const { ask, scene, turnBy } = useDefender();
const all = "Ti.ReadWrite.All";
const block = {
  indicatorValue: "45.83.64.10",
  indicatorType: "IpAddress",
  action: "Block",
  title: "a",
  description: "b",
};
const submit = (more: object = {}, role = all) =>
  ask("POST", "/indicators", { ...block, ...more }, role);
const list = async (filter = "", role = all) =>
  (
    await ask(
      "GET",
      `/indicators${filter && `?$filter=${encodeURIComponent(filter)}`}`,
      undefined,
      role,
    )
  ).body.value;

describe("an indicator", () => {
  it("is made, and found by its value", async () => {
    const { status, body } = await submit({ application: "soar" });

    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        ...block,
        id: expect.stringMatching(/^\d+$/),
        application: "soar",
        sourceType: "AadApp",
        severity: "Informational",
        rbacGroupNames: [],
        expirationTime: null,
      },
    });
    expect(await list("indicatorValue eq '45.83.64.10'")).toHaveLength(1);
    expect(await list("indicatorValue eq '45.83.64.1'")).toEqual([]);
  });

  it("of the same value and type is updated, but for its application", async () => {
    const { body } = await submit({ application: "first" });
    const again = await submit({ application: "second", action: "Warn", description: "c" });

    expect(again.body).toMatchObject({
      id: body.id,
      application: "first",
      action: "Warn",
      description: "c",
    });
    expect(await list()).toHaveLength(1);
    await submit({ indicatorType: "Url", indicatorValue: "http://45.83.64.10/" });
    expect(await list()).toHaveLength(2);
  });

  it("is listed as long as it is active", async () => {
    await submit({ expirationTime: "2026-08-01T10:50:00Z" });
    expect(await list()).toHaveLength(1);

    turnBy(300);
    expect(await list()).toEqual([]);
  });

  it("is deleted by its id, once", async () => {
    const { body } = await submit();
    const remove = () => ask("DELETE", `/indicators/${body.id}`, undefined, all);

    expect(await remove()).toEqual({ status: 204, body: null });
    expect(await remove()).toMatchObject({ status: 404 });
    expect((await submit()).body.id).not.toBe(body.id);
  });

  it("does not fit when there are as many as there may be, but an update does", async () => {
    scene({ maxIndicators: 1 });
    await submit();

    expect(await submit({ action: "Warn" })).toMatchObject({ status: 200 });
    expect(await submit({ indicatorValue: "45.83.64.11" })).toMatchObject({ status: 400 });
  });

  it("of somebody else is not seen without Ti.ReadWrite.All", async () => {
    scene({ indicators: [{ id: "7" }] });
    await submit({}, "Ti.ReadWrite");

    expect(await list("", "Ti.ReadWrite")).toHaveLength(1);
    expect(await list()).toHaveLength(2);
    expect(await ask("DELETE", "/indicators/7", undefined, "Ti.ReadWrite")).toMatchObject({
      status: 404,
    });
  });

  it("needs a permission of its own", async () => {
    expect(await submit({}, "Machine.Read.All")).toMatchObject({ status: 403 });
  });

  it.each([
    [{ title: "" }, "MissingRequiredParameter"],
    [{ description: undefined }, "MissingRequiredParameter"],
    [{ indicatorType: "ipAddress" }, "InvalidRequestBody"],
    [{ action: "Deny" }, "InvalidRequestBody"],
    [{ indicatorValue: "45.83.64.0/24" }, "InvalidIpAddress"],
    [{ indicatorValue: "10.0.0.1" }, "InvalidIpAddress"],
    [{ indicatorType: "FileSha1", indicatorValue: "ab" }, "InvalidHashValue"],
    [{ indicatorType: "DomainName", indicatorValue: "a b" }, "InvalidDomainName"],
    [{ indicatorType: "Url", indicatorValue: "http://" }, "InvalidUrl"],
    [{ action: "Audit" }, "InvalidInput"],
    [{ expirationTime: "soon" }, "InvalidRequestBody"],
    [{ rbacGroupNames: "a,b" }, "InvalidRequestBody"],
  ])("is refused with %j: %s", async (more, code) => {
    expect(await submit(more)).toMatchObject({ status: 400, body: { error: { code } } });
  });
});
