import type { LogLevel } from "../log";
import type { Binding, RetryContext, TypedData } from "./worker";

/**
 * What `@azure/functions` and a worker say to each other, the part that this host uses.
 * Source: Azure/azure-functions-nodejs-library types-core/index.d.ts.
 */
export interface FunctionMetadata {
  functionId?: string;
  name: string;
  bindings: Record<string, Binding>;
  retryOptions?: unknown;
}

/** A handler, as the app wrote it. */
export type FunctionCallback = (...args: unknown[]) => unknown;

/** The object that the library hands over before its first registration. */
export interface ProgrammingModel {
  name: string;
  version: string;
  getInvocationModel(core: CoreInvocationContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities?(
    capabilities: Record<string, string>,
  ): Record<string, string> | Promise<Record<string, string>>;
}

/** Turns typed data into arguments, and what a handler returns into typed data. */
export interface InvocationModel {
  getArguments(): Promise<{ context: object; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], handler: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

export interface InvocationResponse {
  outputData?: { name: string; data: TypedData | null | undefined }[];
  returnValue?: TypedData | null;
}

/** Where an invocation is; the library's log looks at it. */
export type InvocationState =
  | "preInvocationHooks"
  | "invocation"
  | "postInvocationHooks"
  | undefined;

export type LogCategory = "user" | "system" | "customMetric";

export interface CoreInvocationContext {
  invocationId: string;
  request: {
    invocationId: string;
    functionId: string;
    inputData: { name: string; data: TypedData | undefined }[];
    triggerMetadata: Record<string, TypedData>;
    traceContext: { traceParent: string; traceState: string; attributes: Record<string, string> };
    retryContext?: RetryContext;
  };
  metadata: FunctionMetadata;
  state: InvocationState;
  log(level: LogLevel, category: LogCategory, message: string): void;
}

export const HOOK_NAMES = [
  "appStart",
  "appTerminate",
  "preInvocation",
  "postInvocation",
  "log",
] as const;
export type HookName = (typeof HOOK_NAMES)[number];

/** Called with one object that it may change. */
export type HookCallback = (context: Record<string, unknown>) => unknown;
