const { readFileSync } = require("node:fs");

/** Of this program alone: what a process had before it became this program counts in its resource usage. */
function peakKb() {
  try {
    return /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1];
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

process.on("exit", () => console.error(`peak ${peakKb()} kB`));
