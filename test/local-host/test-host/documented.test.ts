import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = (path: string): string =>
  readFileSync(join(__dirname, "..", "..", "..", path), "utf8");

it("documents the example that the tests run", () => {
  const [, example] = read("test/local-host/test-host/example.test.ts").split(
    "// --- example ---\n",
  );

  expect(read("docs/test-host.md")).toContain(`\`\`\`ts\n${example}\`\`\``);
});
