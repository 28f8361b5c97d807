import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { helpText, readCommandLine } from "../../../local-host/command-line";

describe("readCommandLine()", () => {
  it("runs the app in this folder by default", () => {
    expect(readCommandLine([])).toEqual({
      help: false,
      jsonLogs: false,
      host: {
        appDirectory: process.cwd(),
        port: undefined,
        databaseFile: join(process.cwd(), ".local", "durable.db"),
        durability: "normal",
        asksForKeys: false,
        strict: false,
        verbose: false,
      },
    });
  });

  it("reads every option", () => {
    const args =
      "app --port 0 --database :memory: --durability full --keys --strict --verbose --json-logs".split(
        " ",
      );

    expect(readCommandLine(args)).toEqual({
      help: false,
      jsonLogs: true,
      host: {
        appDirectory: resolve("app"),
        port: 0,
        databaseFile: ":memory:",
        durability: "full",
        asksForKeys: true,
        strict: true,
        verbose: true,
      },
    });
  });

  it("takes the database file from where it was called, not from the app's folder", () => {
    expect(readCommandLine(["app", "--database", "here.db"])).toMatchObject({
      host: { appDirectory: resolve("app"), databaseFile: resolve("here.db") },
    });
  });

  it("shows help before it looks at anything else, and help names every option", () => {
    expect(readCommandLine(["--help", "--port", "x"])).toEqual({ help: true });
    expect(readCommandLine(["-h"])).toEqual({ help: true });
    for (const option of [
      "--port",
      "--database",
      "--durability",
      "--keys",
      "--strict",
      "--verbose",
      "--json-logs",
      "--help",
    ]) {
      expect(helpText).toContain(option);
    }
  });

  it("has a page that names every option of the help", () => {
    const page = readFileSync(join(__dirname, "../../../local-host/README.md"), "utf8");
    const options = helpText.match(/^ {2}--[a-z-]+/gm)!.map((option) => option.trim());

    expect(options.length).toBeGreaterThan(5);
    expect(options.filter((option) => !page.includes(`| \`${option}`))).toEqual([]);
  });

  it.each([
    [["--port", "x"], '--port must be a number from 0 to 65535, not "x"'],
    [["--port", "65536"], "--port must be"],
    [["--port", "-1"], "--port"],
    [["--port", ""], "--port must be"],
    [["--durability", "some"], '--durability must be normal or full, not "some"'],
    [["a", "b"], 'One folder expected, found also "b"'],
    [["--loud"], "--loud"],
  ])("refuses %j", (args, reason) => {
    expect(() => readCommandLine(args)).toThrow(reason);
  });
});
