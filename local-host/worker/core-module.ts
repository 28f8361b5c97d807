import { Module } from "node:module";
import type { Log, LogFields, LogLevel } from "../log";
import type { Warn } from "../warnings";
import type { AppRegistrations } from "./app-registrations";
import {
  type FunctionCallback,
  type FunctionMetadata,
  HOOK_NAMES,
  type HookCallback,
  type HookName,
  type LogCategory,
  type ProgrammingModel,
} from "./core-types";
import { Disposable } from "./disposable";

const coreModuleName = "@azure/functions-core";

/**
 * Answers `require("@azure/functions-core")` with `core`, anywhere in this process, until the result
 * is called. There is no such package: the Azure worker answers that require in the same way, and
 * `@azure/functions` registers nothing when it fails.
 */
export function installCoreModule(core: object): () => void {
  const prototype: { require: (this: unknown, id: string) => unknown } = Module.prototype;
  const { require: original } = prototype;
  const patched = function (this: unknown, id: string): unknown {
    return id === coreModuleName ? core : original.call(this, id);
  };
  prototype.require = patched;
  return () => {
    // Tracing packages patch the same member; one that came later keeps its patch.
    if (prototype.require === patched) prototype.require = original;
  };
}

/** The module itself. Source: Azure/azure-functions-nodejs-worker src/coreApi. */
export function createCoreModule(app: AppRegistrations, log: Log, warn: Warn) {
  return {
    version: "3.13.0",
    hostVersion: "4.1050.0",
    Disposable,
    registerFunction: (metadata: FunctionMetadata, callback: FunctionCallback) =>
      registerFunction(app, metadata, callback),
    registerHook: (name: string, callback: HookCallback) => registerHook(app, name, callback),
    getProgrammingModel: () => app.model,
    setProgrammingModel(model: ProgrammingModel): void {
      if (app.model) {
        const sentence =
          `${model.name} ${app.model.version} and ${model.version} are both loaded; let app and ` +
          "durable-functions resolve to one copy (npm dedupe)";
        warn({ rule: "two-copies", sentence });
      }
      app.model = model;
    },
    log(level: LogLevel, category: LogCategory, message: string): void {
      logThroughHooks(app, log, { level, category, message });
    },
  };
}

/** Writes a line after the app's log hooks had a chance to change it. */
export function logThroughHooks(
  app: AppRegistrations,
  log: Log,
  line: { level: LogLevel; category: LogCategory; message: string; invocationContext?: unknown },
  fields: LogFields = { category: "Worker" },
): void {
  const context = { ...line, hookData: {}, appHookData: app.appHookData };
  for (const hook of app.hooks.log) hook(context);
  log(context.level, context.message, fields);
}

function registerFunction(
  app: AppRegistrations,
  metadata: FunctionMetadata,
  callback: FunctionCallback,
): Disposable {
  refuseWhenLocked(app, `register the function "${metadata.name}"`);
  const key = (metadata.functionId ?? metadata.name).toLowerCase();
  if (app.functions.has(key)) {
    throw new Error(
      `Cannot register the function "${metadata.name}": the name is taken (case does not count)`,
    );
  }
  app.functions.set(key, { metadata, callback });
  return new Disposable(() => {
    refuseWhenLocked(app, `take back the function "${metadata.name}"`);
    app.functions.delete(key);
  });
}

function registerHook(app: AppRegistrations, name: string, callback: HookCallback): Disposable {
  if (!isHookName(name)) {
    // The library looks for both to tell an old worker from a mistake.
    const error = new RangeError(`Unrecognized hook "${name}"`);
    throw Object.assign(error, { isAzureFunctionsSystemError: true });
  }
  const hooks = app.hooks[name];
  hooks.push(callback);
  return new Disposable(() => {
    const index = hooks.indexOf(callback);
    if (index >= 0) hooks.splice(index, 1);
  });
}

const isHookName = (name: string): name is HookName => HOOK_NAMES.some((known) => known === name);

function refuseWhenLocked(app: AppRegistrations, what: string): void {
  if (app.isLocked) throw new Error(`Cannot ${what} after the app has started`);
}
