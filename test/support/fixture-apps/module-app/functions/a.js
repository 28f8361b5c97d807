import { app } from "@azure/functions";

globalThis.loaded = ["a"];
app.http("first", { handler: () => ({ jsonBody: globalThis.loaded }) });
