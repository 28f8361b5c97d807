import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { entryFiles } from "../../../local-host/worker/entry-files";

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

/** A folder with a package.json and empty files. */
function appFolder(packageJson: unknown, files: string[] = []): string {
  const folder = mkdtempSync(join(tmpdir(), "app-"));
  folders.push(folder);
  const text = typeof packageJson === "string" ? packageJson : JSON.stringify(packageJson);
  writeFileSync(join(folder, "package.json"), text);
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), "");
  }
  return folder;
}

function entries(packageJson: unknown, files: string[]): [string, boolean][] {
  const folder = appFolder(packageJson, files);
  return entryFiles(folder).map(({ path, isModule }) => [
    relative(folder, path).replaceAll("\\", "/"),
    isModule,
  ]);
}

describe("entryFiles()", () => {
  it("is the one file that main names", () => {
    expect(entries({ main: "dist/index.js" }, ["dist/index.js", "dist/other.js"])).toEqual([
      ["dist/index.js", false],
    ]);
  });

  it.each([
    ["src/functions/*.js", ["src/functions/a.js", "src/functions/b.js"]],
    ["src/{index,functions/*}.js", ["src/functions/a.js", "src/functions/b.js", "src/index.js"]],
    ["src/**/*.js", ["src/functions/a.js", "src/functions/b.js", "src/index.js"]],
    ["src/functions/[b].js", ["src/functions/b.js"]],
  ])("is every file that %s matches, sorted", (main, expected) => {
    const files = ["src/index.js", "src/functions/b.js", "src/functions/a.js", "src/x.ts"];

    expect(entries({ main }, files).map(([path]) => path)).toEqual(expected);
  });

  it("tells modules by ending and by the type of the package", () => {
    const files = ["a.cjs", "a.js", "a.mjs"];

    expect(entries({ main: "a.*" }, files)).toEqual([
      ["a.cjs", false],
      ["a.js", false],
      ["a.mjs", true],
    ]);
    expect(entries({ main: "a.*", type: "module" }, files)).toEqual([
      ["a.cjs", false],
      ["a.js", true],
      ["a.mjs", true],
    ]);
  });

  it.each([{}, { main: "" }, { main: 5 }])("is nothing without main: %j", (packageJson) => {
    expect(entries(packageJson, ["index.js"])).toEqual([]);
  });

  it("refuses a main that matches nothing, or a folder", () => {
    const reason = "Found zero files matching the supplied pattern";

    expect(() => entries({ main: "dist/*.js" }, ["index.js"])).toThrow(reason);
    expect(() => entries({ main: "dist" }, ["dist/index.js"])).toThrow(reason);
  });

  it("refuses a folder that is no app, and says which file it looked for", () => {
    const folder = appFolder("{ not json");

    expect(() => entryFiles(folder)).toThrow(/package\.json": it is not JSON/);
    expect(() => entryFiles(join(folder, "nowhere"))).toThrow(/is this the folder of a Functions/);
  });
});
