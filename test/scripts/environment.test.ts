import { hostEnvironment } from "../../scripts/run/environment";

const values = {
  TASKHUB_NAME: "DurableResponse",
  VIRUSTOTAL_URL: "http://127.0.0.1:7900/virustotal",
  LEDGER: "sqlite:.local/ledger.db",
};
const where = { simulatorsUrl: "http://127.0.0.1:5000", dataFolder: "data" };

describe("hostEnvironment()", () => {
  it("moves the simulators' addresses to their port and the ledger to its folder", () => {
    expect(hostEnvironment(values, where, {})).toEqual({
      VIRUSTOTAL_URL: "http://127.0.0.1:5000/virustotal",
      LEDGER: "sqlite:data/ledger.db",
    });
  });

  it("leaves an address of a real vendor as it is, for the host to read", () => {
    const real = { VIRUSTOTAL_URL: "https://www.virustotal.com" };

    expect(hostEnvironment(real, where, {})).not.toHaveProperty("VIRUSTOTAL_URL");
  });

  it("lets what the person set win, and passes on nothing else of theirs", () => {
    const own = { VIRUSTOTAL_URL: "https://vt.example", LEDGER: "memory", SECRET: "x" };

    expect(hostEnvironment(values, where, own)).toEqual({
      VIRUSTOTAL_URL: "https://vt.example",
      LEDGER: "memory",
    });
  });
});
