import {
  type Invocation,
  InvocationError,
  type InvocationResult,
  type TypedData,
  type Worker,
} from "../../../../local-host/worker/worker";

type Handler = (...inputs: unknown[]) => unknown;

/** The part of the programming model's invocation that runs one function. */
interface InvocationModel {
  getArguments(): Promise<{ context: object; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], handler: Handler): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<{ returnValue?: TypedData | null }>;
}

interface Registration {
  name: string;
  bindings: Record<string, { type: string; direction: string; name: string }>;
}

interface Registered {
  metadata: Registration;
  handler: Handler;
}

const mockFunctions = new Map<string, Registered>();
let mockModel: { getInvocationModel(context: object): InvocationModel } | undefined;

// The module that the Functions worker gives to @azure/functions; it exists nowhere else.
jest.mock(
  "@azure/functions-core",
  () => ({
    version: "3.13.0",
    hostVersion: "4.1050.0",
    registerFunction: (metadata: Registration, handler: Handler) => {
      mockFunctions.set(metadata.name, { metadata, handler });
      return { dispose: () => mockFunctions.delete(metadata.name) };
    },
    setProgrammingModel: (model: typeof mockModel) => {
      mockModel = model;
    },
    getProgrammingModel: () => mockModel,
    registerHook: () => ({ dispose: () => undefined }),
    log: () => undefined,
  }),
  { virtual: true },
);

/** Runs what the test has registered through the real packages, with the real programming model. */
export const testWorker: Pick<Worker, "invoke"> & { readonly payloads: unknown[] } = {
  payloads: [],
  async invoke({
    functionName,
    trigger,
    metadata = {},
    onContext,
  }: Invocation): Promise<InvocationResult> {
    const registered = mockFunctions.get(functionName);
    if (!registered || !mockModel) throw new Error(`No function "${functionName}" is registered`);
    if (trigger && "string" in trigger) this.payloads.push(JSON.parse(trigger.string));

    const { metadata: registration, handler } = registered;
    const input = Object.values(registration.bindings).find(({ direction }) => direction === "in");
    const model = mockModel.getInvocationModel({
      invocationId: "1",
      request: {
        invocationId: "1",
        functionId: functionName,
        inputData: [{ name: input?.name, data: trigger }],
        triggerMetadata: metadata,
        traceContext: {},
      },
      metadata: registration,
      log: () => undefined,
    });
    const { context, inputs } = await model.getArguments();
    onContext?.(context);
    const result = await model.invokeFunction(context, inputs, handler).catch((error: Error) => {
      throw new InvocationError(error.message, error.stack ?? "");
    });
    const { returnValue } = await model.getResponse(context, result).catch((error: Error) => {
      throw new InvocationError(error.message, error.stack ?? "");
    });
    return { returnValue, outputs: {} };
  },
};
