import { startTestHost } from "../../../local-host/test-host/test-host";
import { bundle, fixtureApp } from "../../support/bundle";

const program = bundle("local-host/test-host/program.ts");
afterAll(() => program.remove());

it("tells what the tested process holds", async () => {
  await using host = await startTestHost({
    app: fixtureApp("reminder-app"),
    program: program.file,
  });

  const { heap, rss } = await host.memory();

  expect(heap).toBeGreaterThan(2 ** 20);
  expect(rss).toBeGreaterThan(heap);
});
