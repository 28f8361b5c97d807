import { loadRules } from "../../../sweeps/sigma/rules";
import { detect } from "../support/detect";
import { logRecord } from "../support/records";

const YAML = `
title: Failed log-in over SSH
id: 7c9e0f64-3f1f-4a52-8a10-0a4e8e0b0a01
name: ssh_failed
logsource: { product: linux, service: sshd }
detection:
  selection: { event.outcome: failure }
  condition: selection
level: low
---
title: Log-in over SSH
id: 7c9e0f64-3f1f-4a52-8a10-0a4e8e0b0a02
name: ssh_success
logsource: { product: linux, service: sshd }
detection:
  selection: { event.outcome: success }
  condition: selection
level: informational
---
title: Brute force over SSH
id: 7c9e0f64-3f1f-4a52-8a10-0a4e8e0b0a03
name: ssh_brute_force
correlation:
  type: event_count
  rules: [ssh_failed]
  group-by: [source.address]
  timespan: 10m
  condition: { gte: 5 }
  generate: false
level: medium
---
title: Log-in after brute force over SSH
id: 7c9e0f64-3f1f-4a52-8a10-0a4e8e0b0a04
correlation:
  type: temporal_ordered
  rules: [ssh_brute_force, ssh_success]
  group-by: [source.address]
  timespan: 1h
level: high
`;

const START = Date.UTC(2026, 4, 1);
const log = [...Array<string>(6).fill("failure"), "success"].map((outcome, index) =>
  logRecord({
    time: START + index * 60_000,
    fields: {
      "event.outcome": outcome,
      "source.address": "203.0.113.9",
      "source.ip": "203.0.113.9",
      "user.name": outcome === "success" ? "root" : `user${index}`,
      "host.name": "web-1",
    },
  }),
);

test("rules and correlations written as Sigma's YAML find a log-in after brute force, and it alone", () => {
  const rules = loadRules([{ file: "ssh.yml", text: YAML }]);
  expect(rules.problems).toEqual([]);
  const { findings } = detect(rules, log, { cuts: [3, 6] });
  expect(findings.map(({ rule, count }) => [rule.title, rule.level, count])).toEqual([
    ["Log-in after brute force over SSH", "high", 7],
  ]);
  expect(findings[0]!.group).toEqual({ "source.address": "203.0.113.9" });
  expect(findings[0]!.entities.accounts).toContainEqual({ name: "root", host: "web-1" });
});
