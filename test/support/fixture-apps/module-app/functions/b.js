import { app } from "@azure/functions";

// Loading waits for it: the next file sees what this one did.
await Promise.resolve();
globalThis.loaded.push("b");
app.http("second", { route: "/second", handler: () => ({ jsonBody: globalThis.loaded }) });
