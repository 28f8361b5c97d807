import { budgetsOf } from "../../config/budgets";
import { readSettings } from "../../config/settings";

const budgets = (variables: NodeJS.ProcessEnv, ofPolicy = {}) =>
  budgetsOf(readSettings({ LEDGER: "memory:", ...variables }), { budgets: ofPolicy });

describe("budgetsOf()", () => {
  it("gives a public key what VirusTotal gives it, unless told that it is another one", () => {
    expect(budgets({})).toMatchObject({ virustotal: { perMinute: 4, perDay: 500 } });
    expect(budgets({ VIRUSTOTAL_PLAN: "premium" })).not.toHaveProperty("virustotal");
  });

  it("gives GreyNoise's community key its few look-ups", () => {
    expect(budgets({})).toMatchObject({ greynoise: { perMonth: 200 } });
    expect(budgets({ GREYNOISE_PLAN: "full" })).not.toHaveProperty("greynoise");
  });

  it("keeps writes below what Sentinel takes from one subscription", () => {
    expect(budgets({}).sentinel).toEqual({ perFiveMinutes: 70 });
    expect(budgets({}, { sentinel: { perFiveMinutes: 20 } }).sentinel).toEqual({
      perFiveMinutes: 20,
    });
  });

  it("follows the policy before any plan", () => {
    const virustotal = { perMinute: 500 };

    expect(budgets({}, { virustotal, jira: { concurrent: 2 } })).toMatchObject({
      virustotal,
      jira: { concurrent: 2 },
    });
  });
});
