import { machine, useDefender } from "./site";

const { ask, scene, state, turnBy } = useDefender();
const sha1 = "3395856ce81f2b7382dee72602f798b642f14140";
const Comment = "incident/4711 run/a";

const all = [
  ["restrictCodeExecution", {}, "Machine.RestrictExecution", "RestrictCodeExecution"],
  ["unrestrictCodeExecution", {}, "Machine.RestrictExecution", "UnrestrictCodeExecution"],
  ["runAntiVirusScan", { ScanType: "Quick" }, "Machine.Scan", "RunAntiVirusScan"],
  ["collectInvestigationPackage", {}, "Machine.CollectForensics", "CollectInvestigationPackage"],
  ["StopAndQuarantineFile", { Sha1: sha1 }, "Machine.StopAndQuarantine", "StopAndQuarantineFile"],
] as const;
const post = (path: string, body: object, ...roles: string[]) =>
  ask("POST", `/machines/${machine}/${path}`, body, ...roles);
const standing = () => state().machines.find(({ id }) => id === machine);

describe.each(all)("%s", (path, more, permission, type) => {
  const body = { Comment, ...more };

  it("answers its action, which is done with the clock", async () => {
    expect(await post(path, body, permission)).toMatchObject({
      status: 201,
      body: { type, status: "Pending", machineId: machine, requestorComment: Comment },
    });
    turnBy(10);
    const { body: list } = await ask("GET", "/machineactions", undefined, "Machine.Read.All");
    expect(list.value).toMatchObject([{ type, status: "Succeeded" }]);
  });

  it("is refused without its permission, or its comment", async () => {
    expect(await post(path, body, "Machine.Isolate")).toMatchObject({ status: 403 });
    expect(await post(path, more, permission)).toMatchObject({
      status: 400,
      body: { error: { code: "MissingRequiredParameter" } },
    });
  });

  it("is cancelled with its own permission only", async () => {
    const { body: action } = await post(path, body, permission);
    const cancel = (...roles: string[]) =>
      ask("POST", `/machineactions/${action.id}/cancel`, { Comment }, ...roles);

    expect(await cancel("Machine.Isolate")).toMatchObject({ status: 403 });
    expect(await cancel(permission)).toMatchObject({ status: 200, body: { status: "Cancelled" } });
  });
});

describe("what came of them", () => {
  it("is told of each machine", async () => {
    for (const [path, more, permission] of all) {
      if (path === "unrestrictCodeExecution") continue;
      await post(path, { Comment, ...more }, permission);
    }
    expect(standing()).toMatchObject({ isRestricted: false, quarantined: [], packages: 0 });
    turnBy(10);

    expect(standing()).toMatchObject({
      isIsolated: false,
      isRestricted: true,
      quarantined: [sha1],
      packages: 1,
      scans: ["Quick"],
    });
  });

  it("names the file that was quarantined", async () => {
    const { body } = await post(
      "StopAndQuarantineFile",
      { Comment, Sha1: sha1.toUpperCase() },
      "Machine.StopAndQuarantine",
    );

    expect(body["relatedFileInfo"]).toEqual({ fileIdentifier: sha1, fileIdentifierType: "Sha1" });
  });
});

describe("a second action while one is open", () => {
  it.each([
    ["runAntiVirusScan", { ScanType: "Full" }, "Machine.Scan", 201],
    ["collectInvestigationPackage", {}, "Machine.CollectForensics", 400],
    ["StopAndQuarantineFile", { Sha1: sha1 }, "Machine.StopAndQuarantine", 400],
  ])("of %s with %j is answered as the vendor says", async (path, more, permission, status) => {
    await post(path, { Comment, ...more }, permission);

    expect(await post(path, { Comment, ...more }, permission)).toMatchObject({ status });
  });

  it("is another one when it is about another file", async () => {
    for (const Sha1 of [sha1, "0".repeat(40)]) {
      expect(
        await post("StopAndQuarantineFile", { Comment, Sha1 }, "Machine.StopAndQuarantine"),
      ).toMatchObject({ status: 201 });
    }
  });
});

it.each([
  ["runAntiVirusScan", { ScanType: "quick" }, "Machine.Scan", "InvalidInput"],
  ["runAntiVirusScan", {}, "Machine.Scan", "MissingRequiredParameter"],
  ["StopAndQuarantineFile", { Sha1: "ab" }, "Machine.StopAndQuarantine", "InvalidHashValue"],
  ["StopAndQuarantineFile", { sha1 }, "Machine.StopAndQuarantine", "MissingRequiredParameter"],
])("%s is refused with %j", async (path, more, permission, code) => {
  expect(await post(path, { Comment, ...more }, permission)).toMatchObject({
    status: 400,
    body: { error: { code } },
  });
});

it.each([
  ["restrictCodeExecution", "Machine.RestrictExecution", 400],
  ["collectInvestigationPackage", "Machine.CollectForensics", 201],
])("%s on Linux: %s, %i", async (path, permission, status) => {
  scene({ machines: [{ id: machine, osPlatform: "Linux" }] });

  expect(await post(path, { Comment }, permission)).toMatchObject({ status });
});
