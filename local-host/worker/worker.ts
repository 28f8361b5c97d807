/**
 * The seam between the host and the loaded app: what is registered, and a way to run it. The same
 * data that the Azure Functions host and its Node worker exchange by gRPC.
 */
export interface Worker {
  readonly functions: readonly RegisteredFunction[];
  /** Where HTTP functions want their requests proxied to, with enableHttpStream. */
  readonly httpUri?: string | undefined;
  /** Runs one function. Rejects with an InvocationError when its handler (or a hook) throws. */
  invoke(invocation: Invocation): Promise<InvocationResult>;
  /** Runs the app's appTerminate hooks. */
  stop(): Promise<void>;
}

export interface RegisteredFunction {
  /** As the app registered it; compared without case by the host. */
  name: string;
  triggerType: string;
  bindings: Record<string, Binding>;
  retryOptions?: unknown;
}

export interface Binding {
  type: string;
  direction: "in" | "out" | "inout";
  name: string;
  [option: string]: unknown;
}

/** Typed data of the worker protocol, the kinds that this host sends and receives. */
export type TypedData =
  | { string: string }
  | { json: string }
  | { bytes: Uint8Array }
  | { int: number }
  | { double: number }
  | { http: Record<string, unknown> };

export interface Invocation {
  functionName: string;
  /** For the trigger binding. Other inputs (durableClient) are added by the host's binding sources. */
  trigger: TypedData | undefined;
  metadata?: Record<string, TypedData>;
  /** Why it is called, for the log. */
  reason?: string;
  /** What the log adds to the reason. */
  details?: Record<string, string>;
  /** Which attempt this is, when the function's own retry policy repeats it. */
  retryContext?: RetryContext;
  /** As the caller sent it in `traceparent`; one is made when it is left out. */
  traceParent?: string;
  /** Made when it is left out. */
  invocationId?: string;
  /** Sees the context that the function gets, before it runs. */
  onContext?: (context: object) => void;
}

export interface RetryContext {
  /** 1 on the first repetition. */
  retryCount: number;
  maxRetryCount: number;
  exception?: { message: string; stackTrace: string };
}

export interface InvocationResult {
  returnValue: TypedData | null | undefined;
  outputs: Record<string, TypedData | null | undefined>;
  /** The handler gave nothing back. A streamed answer leaves returnValue empty, too. */
  isEmpty?: boolean;
}

/** A handler threw. `message` and `stack` are the app's. */
export class InvocationError extends Error {
  override readonly name = "InvocationError";
  constructor(
    message: string,
    override readonly stack: string,
  ) {
    super(message);
  }
}
