import { join } from "node:path";
import type { Delay } from "./host-process";
import { delayLine } from "./lines";
import { fillWithFinished, timeStart } from "./startup";
import type { Line } from "./table";

interface LongOptions {
  folder: string;
  app: string;
  hostScript: string;
  orchestrations: number;
  finished: number;
}

interface Soaked {
  heapMb: number[];
  rssMb: number[];
  elapsedMs: number;
  delay: Delay;
}

/** What takes minutes: memory over many orchestrations, and a file with many finished ones. */
export async function longLines(options: LongOptions): Promise<Line[]> {
  return [...(await soakLines(options)), ...(await finishedLines(options))];
}

async function soakLines({
  folder,
  app,
  hostScript,
  orchestrations,
}: LongOptions): Promise<Line[]> {
  const { host } = await timeStart(hostScript, [app, join(folder, "soak.db")]);
  const { heapMb, rssMb, delay } = await host.ask<Soaked>({ kind: "soak", count: orchestrations });
  const purged = await host.ask<{ purged: number; elapsedMs: number; delay: Delay }>({
    kind: "purge",
  });
  host.end();
  const perTenth = slope(heapMb.slice(1));
  const name = orchestrations.toLocaleString("en");
  return [
    {
      figure: `heap over ${name} orchestrations, each tenth: MB`,
      host: heapMb.map((mb) => mb.toFixed(1)).join(" "),
    },
    {
      figure: "  growth a tenth, after the first one: MB",
      host: perTenth.toFixed(2),
      target: "< 0.5",
      isMet: perTenth < 0.5,
    },
    {
      figure: "  RSS after the first and the last tenth: MB",
      host: `${rssMb[0]?.toFixed(0)} / ${rssMb.at(-1)?.toFixed(0)}`,
    },
    delayLine(`${name} orchestrations`, delay),
    {
      figure: `purge of ${purged.purged.toLocaleString("en")} instances: s`,
      host: (purged.elapsedMs / 1000).toFixed(1),
    },
    delayLine("that purge", purged.delay),
  ];
}

async function finishedLines({ folder, app, hostScript, finished }: LongOptions): Promise<Line[]> {
  const file = join(folder, "finished.db");
  const bytes = await fillWithFinished(file, finished);
  const { host, firstAnswerMs } = await timeStart(hostScript, [app, file]);
  const { rssMb } = await host.ask<{ rssMb: number }>({ kind: "memory" });
  host.end();
  const name = `${finished.toLocaleString("en")} finished instances`;
  return [
    {
      figure: `start over ${name}, first answer: ms`,
      host: firstAnswerMs.toFixed(0),
      limit: `${(bytes / 2 ** 20).toFixed(0)} MB file`,
    },
    { figure: "  RSS then: MB", host: rssMb.toFixed(0) },
  ];
}

/** Least squares, a step of one between the values. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const over = values.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0);
  const under = values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  return over / under;
}
