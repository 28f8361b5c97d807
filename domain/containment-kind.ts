import { kinds as activeDirectory } from "../connectors/active-directory/kinds";
import { kinds as aws } from "../connectors/aws/kinds";
import { kinds as azureFirewall } from "../connectors/azure-firewall/kinds";
import { kinds as azureNsg } from "../connectors/azure-nsg/kinds";
import { kinds as azureStorage } from "../connectors/azure-storage/kinds";
import { kinds as azureVm } from "../connectors/azure-vm/kinds";
import { kinds as azureWaf } from "../connectors/azure-waf/kinds";
import { kinds as checkPoint } from "../connectors/check-point/kinds";
import { kinds as cloudflare } from "../connectors/cloudflare/kinds";
import { kinds as crowdstrike } from "../connectors/crowdstrike/kinds";
import { kinds as defenderEndpoint } from "../connectors/defender-endpoint/kinds";
import { kinds as entraId } from "../connectors/entra-id/kinds";
import { kinds as fortigate } from "../connectors/fortigate/kinds";
import { kinds as github } from "../connectors/github/kinds";
import { kinds as googleCloud } from "../connectors/google-cloud/kinds";
import { kinds as googleWorkspace } from "../connectors/google-workspace/kinds";
import { kinds as kubernetes } from "../connectors/kubernetes/kinds";
import { kinds as okta } from "../connectors/okta/kinds";
import { kinds as panOs } from "../connectors/pan-os/kinds";
import { kinds as sentinelone } from "../connectors/sentinelone/kinds";
import type { KindOfContainment } from "./kind-of-containment";
import type { Observable } from "./observable";

const ours = {
  "feed-block": {
    verb: "Block",
    undoVerb: "Unblock",
    takes: ["address", "domain", "url", "hash"],
    vendor: null,
    permissions: [],
    effect: "when each firewall next pulls the list, most within 5 to 60 minutes",
  },
} as const satisfies Record<string, KindOfContainment>;

// What is done to one target is done in this order.
const all = {
  ...ours,
  ...azureFirewall,
  ...aws,
  ...panOs,
  ...fortigate,
  ...cloudflare,
  ...checkPoint,
  ...azureNsg,
  ...azureVm,
  ...azureStorage,
  ...azureWaf,
  ...entraId,
  ...activeDirectory,
  ...defenderEndpoint,
  ...okta,
  ...crowdstrike,
  ...sentinelone,
  ...github,
  ...kubernetes,
  ...googleCloud,
  ...googleWorkspace,
};

/** The name of what can be done to keep an attacker out. Never rename one in force. */
export type ContainmentKind = keyof typeof all;

/** Everything that can be done to keep an attacker out: `connectors/<vendor>/kinds.ts` says what it is. */
export const containmentKinds: Readonly<Record<ContainmentKind, KindOfContainment>> = all;

export const CONTAINMENT_KINDS = Object.keys(all) as readonly ContainmentKind[];

/** Whether a kind can be done to an observable. */
export const takesObservable = (kind: ContainmentKind, { kind: of }: Observable): boolean => {
  const { takes } = containmentKinds[kind];
  return typeof takes !== "string" && takes.includes(of);
};

/** What is done, as a sentence without its end: "Isolate PC7". */
export const sentenceOf = ({
  kind,
  target,
}: {
  kind: ContainmentKind;
  target: { label: string };
}): string => `${containmentKinds[kind].verb} ${target.label}`;
