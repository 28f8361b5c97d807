const { app, input, output } = require("@azure/functions");
const df = require("durable-functions");

const calls = [];

app.hook.appStart((context) => {
  calls.push("appStart");
  context.hookData.startedBy = "appStart";
});
app.hook.appTerminate((context) => {
  process.stdout.write(`appTerminate after ${context.hookData.startedBy}\n`);
});
app.hook.preInvocation((context) => {
  context.hookData.seen = "before";
  if (context.invocationContext.functionName === "hooked") {
    context.inputs = [`${context.inputs[0]} and a hook`];
    const handler = context.functionHandler;
    context.functionHandler = async (...args) => `wrapped ${await handler(...args)}`;
  }
});
app.hook.postInvocation((context) => {
  if (context.invocationContext.functionName === "healed") context.error = null;
  if (context.hookData.seen && typeof context.result === "string") context.result += ", after";
});
app.hook.log((context) => {
  context.message = context.message.replaceAll("secret", "***");
});

const generic = (name, handler, extra = {}) =>
  app.generic(name, { trigger: { type: "testTrigger", name: "item" }, handler, ...extra });

generic("calls", () => calls);
generic("hooked", (text) => `(${text})`);
generic("healed", () => {
  throw new Error("forgotten");
});
generic("throws", () => {
  throw new TypeError("a bug");
});
generic("throwsText", () => {
  throw "just text";
});
generic("kind", (value) => `${Buffer.isBuffer(value) ? "buffer" : typeof value}`);
generic("give", (value) => value);
generic("giveBytes", () => Buffer.from("abc"));
generic("logs", (_item, context) => {
  context.warn("the secret of %s", "logs");
});
generic("metadata", (_item, context) => ({
  metadata: context.triggerMetadata,
  retry: context.retryContext,
  traceParent: context.traceContext.traceParent,
}));
generic("register", () => {
  app.http("late", { handler: () => ({}) });
});

const queue = output.storageQueue({ queueName: "q", connection: "AzureWebJobsStorage" });
const blob = input.storageBlob({ path: "c/b", connection: "AzureWebJobsStorage" });
const client = df.input.durableClient();
generic(
  "bindings",
  (_item, context) => {
    context.extraOutputs.set(queue, { sent: true });
    return {
      blob: typeof context.extraInputs.get(blob),
      hub: context.extraInputs.get(client)?.taskHubName,
    };
  },
  { extraInputs: [blob, client], extraOutputs: [queue] },
);
