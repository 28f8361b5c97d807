import type { Finding } from "../../sweeps/finding";
import type { Notice } from "../../sweeps/reader";

/** What a sweep came to. */
export interface Swept {
  findings: Finding[];
  bytes: number;
  records: number;
  unparsed: number;
  samples: string[];
  notices: Notice[];
  remarks: string[];
  seconds: number;
}
