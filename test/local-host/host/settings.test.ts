import { applySettings, readLocalSettings } from "../../../local-host/settings";
import { temporaryFolder } from "../../support/temporary-folder";

const read = (content: string | object) =>
  readLocalSettings(temporaryFolder({ "local.settings.json": content }));

describe("readLocalSettings()", () => {
  it("reads values, port and origins, over comments and commas too many", () => {
    const settings = read(`{
      // a comment
      "IsEncrypted": false,
      "Values": { "A": "1", "B": 2, "C": true, "URL": "http://x//y", },
      "Host": { "LocalHttpPort": 7072, "CORS": "https://a.example/, https://b.example", "CORSCredentials": true }
    }`);

    expect(settings).toEqual({
      values: { A: "1", B: "2", C: "true", URL: "http://x//y" },
      port: 7072,
      cors: { origins: ["https://a.example", "https://b.example"], allowsCredentials: true },
    });
  });

  it("is all defaults without the file, or without its parts", () => {
    const nothing = {
      values: {},
      port: undefined,
      cors: { origins: [], allowsCredentials: false },
    };

    expect(readLocalSettings(temporaryFolder())).toEqual(nothing);
    expect(read({})).toEqual(nothing);
  });

  it.each([
    ['{ "IsEncrypted": true }', "it is encrypted. Decrypt it"],
    ["{ not json", "local.settings.json"],
    ['{ "Values": { "A": "a secret" "B": 1 } }', '"," or "}" expected (line 1, column 31)'],
    ["[]", "expected an object"],
    ['{ "Host": { "LocalHttpPort": "x" } }', "Host.LocalHttpPort must be a port"],
    ['{ "Host": { "LocalHttpPort": 70000 } }', "Host.LocalHttpPort must be a port"],
    ['{ "Values": { "A": { "secret": 1 } } }', "Values.A must be text"],
  ])("refuses %s", (content, reason) => {
    expect(() => read(content)).toThrow(reason);
    expect(() => read(content)).not.toThrow("secret");
  });
});

describe("applySettings()", () => {
  it("does not touch what is set, even to nothing", () => {
    const environment: Record<string, string | undefined> = { A: "own", B: "", C: undefined };

    applySettings({ A: "file", B: "file", C: "file", D: "file" }, environment);

    expect(environment).toEqual({ A: "own", B: "", C: "file", D: "file" });
  });
});
