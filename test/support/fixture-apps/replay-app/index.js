const { appendFileSync } = require("node:fs");
const { app } = require("@azure/functions");
const df = require("durable-functions");

/** One flow in two versions: VERSION says which code is deployed. */

const version = process.env.VERSION;
if (version === "broken") throw new Error("no such policy");

const ran = (what) => appendFileSync(process.env.RAN_FILE, `${what}\n`);

for (const name of ["look", "lookTwice", "close"]) {
  df.app.activity(name, { handler: () => ran(name) });
}
app.timer("sweep", {
  schedule: "* * * * * *",
  runOnStartup: version === "2",
  handler: () => ran("sweep"),
});

df.app.orchestration("triage", function* ({ df: durable }) {
  console.log("the flow prints");
  yield durable.callActivity(version === "2" ? "lookTwice" : "look");
  durable.setCustomStatus("waiting");
  yield durable.waitForExternalEvent("go");
  yield durable.callActivity("close");
});

console.log(`version ${version}`);
