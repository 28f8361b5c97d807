import { parseArgs } from "node:util";
import { follow } from "./follow/follow";
import { type EarlierRun, runsGoingOn, runsSince } from "./follow/runs";
import { sayEnding } from "./follow/summary";
import { printable, say } from "./follow/terminal";
import { endOnSignal, failWith } from "./run/end-on-signal";
import { freshSample, postIncident, setScene } from "./run/incident-file";
import { declareSampleSweep, sweepSample, writeSampleAttack } from "./run/sample-sweep";
import { portOf } from "./run/ports";
import { type System, startSystem } from "./run/system";

const usage = `npm start [-- options]
  --no-sample              only serve
  --port <number>          of the host, 7071 as with Core Tools
  --simulators-port <n>    of the simulated vendors, 7900
  --data <folder>          databases and logs, .local\nWhat is swept stands in sweeps.json of that folder; SWEEPS_FILE names another.`;

function options() {
  const { values } = parseArgs({
    options: {
      "no-sample": { type: "boolean", default: false },
      port: { type: "string", default: "7071" },
      "simulators-port": { type: "string", default: "7900" },
      data: { type: "string", default: ".local" },
      help: { type: "boolean", default: false },
    },
  });
  return values;
}

async function main(): Promise<void> {
  const values = options();
  if (values.help) return say(usage);
  let system: System | undefined;
  endOnSignal(async () => {
    say("\nEnding …");
    await system?.stop();
  }, 0);
  system = await startSystem(
    {
      port: portOf("--port", values.port),
      simulatorsPort: portOf("--simulators-port", values["simulators-port"]),
      dataFolder: values.data,
      sweeps: { ...declareSampleSweep(values.data), ...ownSweeps() },
    },
    say,
  );
  sayWhere(system, values.data);
  const earlier = await runsGoingOn(system.hostUrl);
  if (earlier.length > 0) say(`\n${goingOn(earlier)} from before: ${system.hostUrl}/api/runs`);
  if (!values["no-sample"]) {
    await answerSample(system);
    await sweepSampleLog(system, values.data);
  }
  say("\nServing until Ctrl-C. What is running then goes on at the next start.");
  for (const run of earlier) await finishEarlier(run);
}

/** A source of the person's own is swept in place of the sample's. */
const ownSweeps = (): Record<string, string> =>
  Object.fromEntries(
    ["SWEEPS_FILE", "SWEEP_SCHEDULE"].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

const goingOn = ({ length }: EarlierRun[]): string =>
  length === 1 ? "One run goes on" : `${length} runs go on`;

/** Follows a run of before, from its first step on, to its end. */
async function finishEarlier({ title, statusQueryGetUri }: EarlierRun): Promise<void> {
  say(`\nFrom before: ${printable(title)}\n`);
  sayEnding(await follow(statusQueryGetUri));
}

function sayWhere({ hostUrl, simulatorsUrl }: System, dataFolder: string): void {
  say(`Incidents    POST ${hostUrl}/api/incidents`);
  say(`Runs         ${hostUrl}/api/runs`);
  say(`Sweeps       ${hostUrl}/api/sweeps`);
  say(`Block list   ${hostUrl}/api/feeds/ip.txt`);
  say(`Management   ${hostUrl}/runtime/webhooks/durabletask/instances`);
  say(`Simulators   ${simulatorsUrl}/  and what they were asked: ${simulatorsUrl}/calls`);
  say(`Logs         ${dataFolder}/host.log, ${dataFolder}/simulators.log`);
}

async function answerSample({ hostUrl, simulatorsUrl }: System): Promise<void> {
  const { body, scene } = freshSample();
  await setScene(simulatorsUrl, scene);
  say("\nA sample incident arrives: samples/incident.json\n");
  const { statusQueryGetUri } = await postIncident(hostUrl, body);
  sayEnding(await follow(statusQueryGetUri));
}

async function sweepSampleLog({ hostUrl }: System, dataFolder: string): Promise<void> {
  if (process.env.SWEEPS_FILE !== undefined) return;
  say(`\nA sample log is swept: samples/auth-log.txt, as of now in ${dataFolder}/logs/auth.log\n`);
  const before = new Date();
  writeSampleAttack(dataFolder);
  await sweepSample(hostUrl);
  const runs = await runsSince(hostUrl, before);
  for (const { title } of runs) say(`Found: ${printable(title)}`);
  const [first] = runs;
  if (!first) return;
  say(`\nThe first of them:\n`);
  sayEnding(await follow(first.statusQueryGetUri));
}

main().catch(failWith);
