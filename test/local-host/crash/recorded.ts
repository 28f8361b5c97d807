import { DatabaseSync } from "node:sqlite";
import { EventType } from "../../../local-host/protocol/history";
import type { TaskInput } from "../../../local-host/protocol/protocol";
import type { Store } from "../../../local-host/store/store";
import { type Line, writeLine } from "./journal";

/** Has the process tell its journal what becomes durable, and where it is. */
export interface Recording {
  journal: string;
  /** Called at every point, after the journal has it. */
  onPoint: (count: number) => void;
}

let current: Recording | undefined;
let points = 0;

/** From now on, until the next call, everything is written into this journal. */
export function record(recording: Recording): void {
  current = recording;
  points = 0;
  tell({ is: "life" });
}

export function tell(line: Line): void {
  if (current) writeLine(current.journal, line);
}

/** A place where the process may end. */
export function point(where: string): void {
  points += 1;
  tell({ is: "point", where });
  current?.onPoint(points);
}

process.on("crash-point", point);

const { exec } = DatabaseSync.prototype;
DatabaseSync.prototype.exec = function (sql) {
  if (sql !== "COMMIT") return exec.call(this, sql);
  point("before a commit");
  exec.call(this, sql);
  tell({ is: "commit" });
  point("after a commit");
};

/** Writes into the journal what is asked of the store. */
export function recorded(store: Store): Store {
  return {
    ...store,
    write(group) {
      const result = store.write(group);
      point("after the writes of a group");
      return result;
    },
    addWork(row) {
      const call = `${row.executionId}:${row.taskId}`;
      tell({ is: "scheduled", call, activity: activityOf(row.input) });
      return store.addWork(row);
    },
    addMessage(message) {
      const { EventType: type, TaskScheduledId: task } = message.event;
      if (type === EventType.TaskCompleted || type === EventType.TaskFailed) {
        tell({ is: "result", call: `${message.executionId}:${task}` });
      }
      store.addMessage(message);
    },
  };
}

/** The built-in HTTP activity, with its runs in the journal. */
export const recordedHttp =
  (run: (input: string) => Promise<string>) =>
  async (input: string): Promise<string> => {
    tell({ is: "run", activity: nameOf(input) });
    point("before an HTTP request");
    const answer = await run(input);
    point("after an HTTP request");
    return answer;
  };

function activityOf(workInput: string): string {
  const input = JSON.parse(workInput) as TaskInput;
  return nameOf("json" in input ? input.json : "null");
}

function nameOf(json: string): string {
  const input = JSON.parse(json) as { name?: string; method?: string; uri?: string };
  return input.name ?? `${input.method} ${input.uri}`;
}
