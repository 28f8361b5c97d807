#!/usr/bin/env node
import { helpText, readCommandLine } from "./command-line";
import type { RunningHost } from "./host";
import { createLog } from "./log";
import { type RuleName, ruleLink } from "./rules";

async function main(): Promise<void> {
  const [first, ...rest] = process.argv.slice(2);
  if (first === "replay-check") return checkReplays(rest);
  const command = readCommandLine(process.argv.slice(2));
  if (command.help) {
    process.stdout.write(helpText);
    return;
  }
  refuseOldNode();
  const log = createLog({
    json: command.jsonLogs,
    now: () => Date.now(),
    write: (line) => process.stdout.write(`${line}\n`),
  });
  // Not before the version is known to be right: an old Node has no SQLite to import.
  const { startHost } = await import("./host.js");
  const host = await startHost({ ...command.host, log });
  log("information", `Listening on ${host.url}. Ctrl-C stops it`);
  stopOnRequest(host, (reason) =>
    log("information", `Stopping: ${reason}. A second Ctrl-C ends it at once`),
  );
  process.send?.({ type: "ready", url: host.url });
}

/** Ends with 2 when nothing could be checked: 1 is for what the check has found. */
async function checkReplays(args: string[]): Promise<void> {
  try {
    refuseOldNode();
    const { runReplayCheck } = await import("./replay-check/main.js");
    await runReplayCheck(args);
  } catch (error) {
    fail(error, 2);
  }
}

function refuseOldNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 13)) {
    throw new Error(`Node 22.13 or newer expected, found ${process.version}`);
  }
}

/** On a signal, or when the process that started this one ends. The second signal does not wait. */
function stopOnRequest(host: RunningHost, announce: (reason: string) => void): void {
  let isStopping = false;
  const stop = (reason: string): void => {
    if (isStopping) return process.exit(130);
    isStopping = true;
    announce(reason);
    host.stop().then(
      () => process.exit(report(host.brokenRules()) ? 1 : 0),
      (error: unknown) => fail(error),
    );
  };
  process.on("SIGINT", () => stop("interrupted"));
  process.on("SIGTERM", () => stop("terminated"));
  process.on("disconnect", () => stop("the parent process ended"));
}

/** What a strict host ends with. False when there is nothing to say. */
function report(broken: ReadonlyMap<RuleName, number>): boolean {
  const rules = [...broken].map(([rule, count]) => `  ${rule} (${count}): ${ruleLink(rule)}\n`);
  if (rules.length > 0) process.stderr.write(`Strict: rules were broken:\n${rules.join("")}`);
  return rules.length > 0;
}

/** One sentence, and below it the stack of the app's own error when that is the cause. */
function fail(error: unknown, code = 1): void {
  const { message, cause } = error as Error;
  process.stderr.write(`${message}\n`);
  if (cause instanceof Error && cause.stack) process.stderr.write(`${cause.stack}\n`);
  process.exit(code);
}

main().catch((error: unknown) => fail(error));
