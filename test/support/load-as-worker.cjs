// Loads a built app the way the Azure Functions Node worker does: answers the virtual module
// `@azure/functions-core` by patching `require`, expands the `main` glob of package.json, requires each
// file, and prints what was registered. Source: Azure/azure-functions-nodejs-worker src/startApp.ts.
const { globSync, readFileSync } = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const folder = process.argv[2];
const registered = [];
const hooks = [];

class Disposable {
  static from(...items) {
    return new Disposable(() => items.forEach((item) => item.dispose()));
  }
  constructor(dispose) {
    this.dispose = dispose;
  }
}

let model;
const core = {
  version: "3.13.0",
  hostVersion: "4.1050.0",
  Disposable,
  registerFunction(metadata, callback) {
    registered.push({ ...metadata, isFunction: typeof callback === "function" });
    return new Disposable(() => undefined);
  },
  registerHook(name) {
    hooks.push(name);
    return new Disposable(() => undefined);
  },
  setProgrammingModel(next) {
    model = next;
  },
  getProgrammingModel: () => model,
  log() {},
};

const load = Module.prototype.require;
Module.prototype.require = function (name) {
  return name === "@azure/functions-core" ? core : load.call(this, name);
};

const { main } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
process.chdir(folder);
const files = globSync(main, { cwd: folder }).toSorted();
for (const file of files) require(path.join(folder, file));
console.log(JSON.stringify({ files, model: model?.name, registered, hooks }));
