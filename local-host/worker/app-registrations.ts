import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  HookName,
  ProgrammingModel,
} from "./core-types";

export interface Registration {
  metadata: FunctionMetadata;
  callback: FunctionCallback;
}

/** Everything that one app has told its worker so far. */
export interface AppRegistrations {
  /** By name in lower case: the host does not see a difference between `Start` and `start`. */
  functions: Map<string, Registration>;
  hooks: Record<HookName, HookCallback[]>;
  model: ProgrammingModel | undefined;
  /** Once the app is loaded, what it registers is fixed. */
  isLocked: boolean;
  /** Shared by all hooks of the app. */
  appHookData: Record<string, unknown>;
  /** Shared by appStart and appTerminate only. */
  appLevelHookData: Record<string, unknown>;
}

/** The registrations of an app that has not been loaded yet. */
export const createRegistrations = (): AppRegistrations => ({
  functions: new Map(),
  hooks: { appStart: [], appTerminate: [], preInvocation: [], postInvocation: [], log: [] },
  model: undefined,
  isLocked: false,
  appHookData: {},
  appLevelHookData: {},
});

/** Runs hooks of one kind in the order they were registered, each with the same object. */
export async function runHooks(
  app: AppRegistrations,
  name: HookName,
  context: Record<string, unknown>,
): Promise<void> {
  for (const hook of app.hooks[name]) await hook(context);
}
