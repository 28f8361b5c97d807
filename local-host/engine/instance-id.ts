import { randomUUID } from "node:crypto";

/** 32 hex digits, for instances and executions that nobody named. */
export const newId = (): string => randomUUID().replaceAll("-", "");

const longest = 256;
// Control characters are among what the management API could not put into a URL.
// oxlint-disable-next-line no-control-regex
const forbidden = /[/\\#?\u0000-\u001f\u007f-\u009f]/;

/** What is wrong with an instance id; undefined when nothing is. */
export function instanceIdProblem(instanceId: string): string | undefined {
  if (instanceId === "") return "Instance ids must not be empty";
  if (instanceId.length > longest) {
    return `Instance ids have at most ${longest} characters, this one has ${instanceId.length}`;
  }
  if (instanceId.startsWith("@")) {
    return `Instance ids must not start with "@", which marks entities: "${instanceId}"`;
  }
  if (forbidden.test(instanceId)) {
    return `Instance ids must not contain "/", "\\", "#", "?" or control characters: ${JSON.stringify(instanceId)}`;
  }
  return undefined;
}
