import type * as Compile from "./compile";
import type { RuleFile } from "./document";
import type { RuleOptions } from "./expression";
import type * as Read from "./read";
import type { RuleSet } from "./rule";

/** Rules from their files, ready to run. The reader of YAML and the rest are loaded at the first call, not with this module. */
export function loadRules(files: readonly RuleFile[], options: RuleOptions = {}): RuleSet {
  const { readRules } = require("./read") as typeof Read;
  const { compile } = require("./compile") as typeof Compile;
  return compile(readRules(files), options);
}
