const { app } = require("@azure/functions");

globalThis.loaded.push("last");
app.http("last", { handler: () => ({ jsonBody: globalThis.loaded }) });
