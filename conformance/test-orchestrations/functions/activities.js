const df = require("durable-functions");

// What the orchestrations of the SDK's own tests call. They are bundled beside this file.

df.app.activity("Hello", { handler: (name) => `Hello, ${name}!` });
df.app.activity("TaskA", { handler: () => "A" });
df.app.activity("TaskB", { handler: () => "B" });
df.app.activity("ReturnsFour", { handler: () => 4 });
df.app.activity("GetFileList", { handler: (folder) => [`${folder}/a`, `${folder}/bcd`] });
df.app.activity("GetFileSize", { handler: (file) => file.length });
df.app.activity("Merge", { handler: () => undefined });
df.app.activity("CheckIfMerged", { handler: () => ({ output: true }) });
df.app.activity("ThrowsErrorActivity", {
  handler: () => {
    throw new Error("thrown by the activity");
  },
});

df.app.entity("StringStore", (context) => {
  if (context.df.operationName === "set") context.df.setState(context.df.getInput());
  else context.df.return(context.df.getState(() => ""));
});
