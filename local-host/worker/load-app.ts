import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { join, relative, resolve } from "node:path";
import type { Warning } from "../warnings";
import { type AppRegistrations, createRegistrations, runHooks } from "./app-registrations";
import { createCoreModule, installCoreModule } from "./core-module";
import { type EntryFile, entryFiles } from "./entry-files";
import { errorOf } from "./error-of";
import { invocationLog } from "./invocation-log";
import { type InvokeOptions, invoke } from "./invoke";
import type { RegisteredFunction, Worker } from "./worker";

let isLoaded = false;

/**
 * Loads a Functions app into this process and gives a way to run it. One app a process: the library
 * keeps the worker that it saw first.
 *
 * 1. `@azure/functions-core` answers before the first file of the app is read, and the app's folder is
 *    the working directory, as it is for Azure's worker.
 * 2. Files are loaded one after another, in the order of their names; one that throws is the end.
 * 3. After appStart hooks and capabilities, registrations are fixed.
 */
export async function loadApp(appDirectory: string, options: InvokeOptions): Promise<Worker> {
  if (isLoaded) throw new Error("Cannot load a second app: start another process for it");
  isLoaded = true;
  const directory = resolve(appDirectory);
  process.chdir(directory);
  const app = createRegistrations();
  const uninstall = installCoreModule(createCoreModule(app, options.log, options.warn));
  let httpUri: string | undefined;
  try {
    for (const file of entryFiles(directory)) await loadFile(directory, file);
    await runHooks(app, "appStart", { ...appHookContext(app), functionAppDirectory: directory });
    httpUri = await settleCapabilities(app);
    app.isLocked = true;
  } catch (error) {
    uninstall();
    throw error;
  }
  return workerOf(app, options, httpUri, uninstall);
}

function workerOf(
  app: AppRegistrations,
  options: InvokeOptions,
  httpUri: string | undefined,
  uninstall: () => void,
): Worker {
  const functions = registeredFunctions(app);
  const logs = new Map(
    functions.map((known) => [known.name.toLowerCase(), invocationLog(known, options.log)]),
  );
  if (functions.length === 0) {
    options.warn(noFunctions);
  }
  return {
    functions,
    httpUri,
    async invoke(invocation) {
      const { invocationId = randomUUID() } = invocation;
      const said = logs.get(invocation.functionName.toLowerCase())?.(invocation, invocationId);
      const result = await invoke(app, options, invocation, invocationId).catch(
        (error: unknown) => {
          said?.failed(error);
          throw error;
        },
      );
      said?.succeeded();
      for (const [name, data] of Object.entries(result.outputs)) {
        if (data === undefined || data === null) continue;
        const { functionName } = invocation;
        const sentence = `"${name}" is set, and goes nowhere in this host`;
        options.warn({ rule: "output-binding", functionName, sentence });
      }
      return result;
    },
    async stop() {
      await runHooks(app, "appTerminate", appHookContext(app));
      uninstall();
    },
  };
}

const noFunctions: Warning = {
  rule: "no-functions",
  sentence:
    "the app has registered no functions; does `main` in package.json name the built files, and do " +
    "they load the same @azure/functions as durable-functions does?",
};

const appHookContext = (app: AppRegistrations) => ({
  hookData: app.appLevelHookData,
  appHookData: app.appHookData,
});

async function loadFile(directory: string, { path, isModule }: EntryFile): Promise<void> {
  try {
    if (isModule) await import(pathToFileURL(path).href);
    else createRequire(join(directory, "package.json"))(path);
  } catch (thrown) {
    const { message } = errorOf(thrown);
    throw new Error(
      `Worker was unable to load entry point "${relative(directory, path)}": ${message}`,
      { cause: thrown },
    );
  }
}

/**
 * Tells the library what a worker offers; it adds to that, and closes `app.setup` with the call. Gives
 * where it listens for proxied requests, with enableHttpStream.
 */
async function settleCapabilities(app: AppRegistrations): Promise<string | undefined> {
  const settled: Record<string, string> | undefined = await app.model?.getCapabilities?.({
    RawHttpBodyBytes: "true",
    RpcHttpTriggerMetadataRemoved: "true",
    RpcHttpBodyOnly: "true",
    IgnoreEmptyValuedRpcHttpHeaders: "true",
    UseNullableValueDictionaryForHttp: "true",
    WorkerStatus: "true",
    TypedDataCollection: "true",
    HandlesWorkerTerminateMessage: "true",
  });
  return settled?.["HttpUri"];
}

const functionName = /^[a-z][a-z0-9_-]{0,127}$/i;

function registeredFunctions(app: AppRegistrations): RegisteredFunction[] {
  return [...app.functions.values()].map(({ metadata: { name, bindings, retryOptions } }) => {
    if (!functionName.test(name)) {
      throw new Error(
        `"${name}" is not a valid function name: a letter, then letters, digits, "_" or "-", at most 128`,
      );
    }
    const trigger = Object.values(bindings).find(({ type }) => /trigger$/i.test(type));
    if (!trigger) throw new Error(`The function "${name}" has no trigger`);
    return { name, triggerType: trigger.type, bindings, retryOptions };
  });
}
