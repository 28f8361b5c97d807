import type { Claim, Resolution } from "../../domain/containment";
import { parseIp } from "../../domain/ip-bits";
import { exactAddress } from "../exact-address";

/** Exactly one IPv4 address. */
export const resolveAddress = (claim: Claim): Resolution =>
  exactAddress(claim, "This app blocks addresses only at the FortiGate", (address) =>
    parseIp(address)?.family === 4
      ? undefined
      : "This app blocks IPv4 only at the FortiGate: block it in another way",
  );
