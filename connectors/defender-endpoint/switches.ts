import type { DeviceSwitch } from "./switch-history";

/** From the network but for Defender itself: https://learn.microsoft.com/defender-endpoint/api/isolate-machine */
export const isolation: DeviceSwitch = {
  on: "Isolate",
  off: "Unisolate",
  paths: { on: "isolate", off: "unisolate" },
  body: { IsolationType: "Full" },
  permission: "isolating",
  member: "isolated",
  words: {
    on: "isolation",
    off: "release",
    byOthers: "was not released: somebody else isolated it as well, and has to release it",
  },
};

/** Only what Microsoft signed runs: https://learn.microsoft.com/defender-endpoint/api/restrict-code-execution */
export const restriction: DeviceSwitch = {
  on: "RestrictCodeExecution",
  off: "UnrestrictCodeExecution",
  paths: { on: "restrictCodeExecution", off: "unrestrictCodeExecution" },
  body: {},
  permission: "restricting",
  member: "restricted",
  words: {
    on: "restriction",
    off: "end of the restriction",
    byOthers: "was left restricted: somebody else restricted it as well, and has to end that",
  },
};
