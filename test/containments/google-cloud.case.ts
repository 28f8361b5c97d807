import type { RunningSimulators } from "../../simulators/server";
import type { ContainmentCase } from "./case";

const email = "web-frontend@contoso-web.iam.gserviceaccount.com";
const keyId = "4fb5f6d0c1a2938475665748392a1b0c9d8e7f60";
const keyName = `//iam.googleapis.com/projects/contoso-web/serviceAccounts/${email}/keys/${keyId}`;

interface Account {
  email: string;
  displayName: string;
}
const accountsIn = (vendors: RunningSimulators): Account[] =>
  (vendors.state("google") as { accounts: Account[] }).accounts;

const renamed: ContainmentCase["meddling"] = {
  outcome: "kept",
  by: (vendors) => vendors.scene("google", { accounts: [{ email, displayName: "Renamed since" }] }),
  isKept: (vendors) => accountsIn(vendors).some((one) => one.displayName === "Renamed since"),
};
interface Policy {
  rules: { priority: number }[];
}
interface Instance {
  project: string;
  name: string;
  tags: string[];
  revision: number;
}
const stateIn = (vendors: RunningSimulators) =>
  vendors.state("google") as { policies: Policy[]; instances: Instance[] };
const instancesIn = (vendors: RunningSimulators) =>
  stateIn(vendors).instances.map((one) => ({ ...one, tags: one.tags.toSorted(), revision: 0 }));

const claimOf = (value: string): ContainmentCase["claim"] => ({
  kind: "observable",
  observable: { kind: "address", value },
});
const instanceName =
  "//compute.googleapis.com/projects/contoso-web/zones/europe-west4-a/instances/web-1";
const instance: ContainmentCase["claim"] = {
  kind: "resource",
  resource: {
    kind: "CloudResource",
    platform: "google-cloud",
    label: "web-1",
    id: instanceName,
  },
};
const protectedInstance = [instanceName, "web-1", "6104857600000000011"];
const ofTheNetworkTeam = {
  priority: 1_003,
  action: "deny(403)",
  preview: false,
  description: "Network team",
  srcIpRanges: ["198.51.100.7/32"],
};
const isCompute: ContainmentCase["isWrite"] = ({ method, path }) =>
  method === "POST" && path.startsWith("/compute/") && !path.includes("/operations/");
const isIam: ContainmentCase["isWrite"] = ({ method, path }) =>
  method === "POST" && path.startsWith("/iam/");

export const cases: ContainmentCase[] = [
  {
    kind: "disable-service-account",
    simulator: "google",
    isWrite: isIam,
    claim: {
      kind: "account",
      account: { kind: "Account", label: email, userPrincipalName: email },
    },
    state: accountsIn,
    meddling: renamed,
    protectedBy: { accounts: [email, "104857600000000000001", "web-*", "Web front end"] },
  },
  {
    kind: "disable-service-account-key",
    simulator: "google",
    isWrite: isIam,
    claim: {
      kind: "resource",
      resource: { kind: "CloudResource", platform: "google-cloud", label: keyId, id: keyName },
    },
    state: accountsIn,
    meddling: renamed,
    protectedBy: { resources: [keyName, email, keyId] },
  },
  {
    kind: "gcp-armor-block",
    simulator: "google",
    isWrite: isCompute,
    claim: claimOf("45.83.64.10"),
    state: (vendors) => stateIn(vendors).policies,
    meddling: {
      outcome: "kept",
      by(vendors) {
        const [policy] = stateIn(vendors).policies as [Policy];
        const rules = [...policy.rules, ofTheNetworkTeam];
        vendors.scene("google", { policies: [{ ...policy, rules }] });
      },
      isKept: (vendors) =>
        stateIn(vendors).policies.some(({ rules }) =>
          rules.some(({ priority }) => priority === ofTheNetworkTeam.priority),
        ),
    },
    together: [claimOf("45.83.64.11"), claimOf("2a01:4f8::1")],
    protectedBy: { networks: ["45.83.64.0/24"] },
  },
  {
    kind: "quarantine-gce-instance",
    simulator: "google",
    isWrite: isCompute,
    claim: instance,
    state: instancesIn,
    meddling: {
      outcome: "kept",
      by(vendors) {
        const [{ project, name, tags }] = stateIn(vendors).instances as [Instance];
        vendors.scene("google", { instances: [{ project, name, tags: [...tags, "patched"] }] });
      },
      isKept: (vendors) => stateIn(vendors).instances.some(({ tags }) => tags.includes("patched")),
    },
    protectedBy: { resources: protectedInstance, networks: ["10.164.0.0/20", "34.90.12.34/32"] },
  },
  {
    kind: "stop-gce-instance",
    simulator: "google",
    isWrite: isCompute,
    claim: instance,
    arrange: (vendors) => vendors.scene("google", { stopSeconds: 0 }),
    state: instancesIn,
    protectedBy: { resources: protectedInstance, networks: ["10.164.0.0/20"] },
  },
];
