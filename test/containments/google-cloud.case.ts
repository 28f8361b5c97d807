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
];
