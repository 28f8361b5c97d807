import { memoryLedger } from "../../ledger/memory";
import { keepsLedgerContract } from "./ledger-suite";

describe("memoryLedger()", () => {
  keepsLedgerContract(async () => ({ ledger: memoryLedger() }), 200);
});
