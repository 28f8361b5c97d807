import { noticeOf } from "../../domain/report/notice";
import { ConnectorError } from "../../connectors/connector-error";
import type { PageStatus, Paging } from "../../connectors/pagerduty";
import { success } from "../../domain/outcome";
import { activitiesWith } from "./fakes";
import { report, step } from "./samples";

const key = "sentinel:33333333-3333-3333-3333-333333333333";
const incidentUrl = "https://contoso.pagerduty.com/incidents/Q1";
const failure = (mayHaveHappened: boolean, kind: "transient" | "auth" = "transient") =>
  new ConnectorError("pagerduty", kind, "no answer", { mayHaveHappened });

/** PagerDuty with one page at most, and what was done to it. */
function account(state: PageStatus["state"] | null = null) {
  let page: PageStatus | null = state && { state, incidentUrl };
  const to = (next: PageStatus["state"]) => async (): Promise<void> => {
    if (page || next === "triggered") page = { state: next, incidentUrl };
  };
  return {
    canLook: true,
    findPage: jest.fn(async (_key: string) => page),
    triggerPage: jest.fn<Promise<void>, Parameters<Paging["triggerPage"]>>(to("triggered")),
    acknowledgePage: jest.fn(to("acknowledged")),
    resolvePage: jest.fn(to("resolved")),
  };
}

const notice = noticeOf(report);

describe("triggerPage()", () => {
  it("pages once, and says where", async () => {
    const pagerduty = account();
    const { activities } = activitiesWith({ pagerduty });

    const first = await activities.triggerPage({ step, key, notice });
    const repeat = await activities.triggerPage({ step, key, notice });

    expect([first, repeat]).toEqual([
      success({ sent: "yes", key, incidentUrl }),
      success({ sent: "yes", key, incidentUrl }),
    ]);
    expect(pagerduty.triggerPage.mock.calls).toEqual([
      [
        key,
        expect.objectContaining({ payload: expect.objectContaining({ severity: "critical" }) }),
      ],
    ]);
  });

  it.each(["triggered", "acknowledged", "resolved"] as const)(
    "does not page again for what is %s, in whichever run",
    async (state) => {
      const pagerduty = account(state);
      const { activities } = activitiesWith({ pagerduty });

      const outcome = await activities.triggerPage({ step, key, notice });

      expect(outcome).toEqual(success({ sent: "yes", key, incidentUrl }));
      expect(pagerduty.triggerPage).not.toHaveBeenCalled();
    },
  );

  it("does not page again when its answer was lost and somebody resolved it meanwhile", async () => {
    const pagerduty = account();
    pagerduty.triggerPage.mockImplementationOnce(async () => {
      pagerduty.findPage.mockResolvedValue({ state: "resolved", incidentUrl });
      throw failure(true);
    });
    const { activities } = activitiesWith({ pagerduty });

    await expect(activities.triggerPage({ step, key, notice })).rejects.toThrow("no answer");
    const repeat = await activities.triggerPage({ step, key, notice });

    expect(repeat).toEqual(success({ sent: "yes", key, incidentUrl }));
    expect(pagerduty.triggerPage).toHaveBeenCalledTimes(1);
  });

  it.each(["transient", "auth"] as const)(
    "pages although nobody can say whether there is one: %s",
    async (kind) => {
      const pagerduty = account();
      pagerduty.findPage.mockRejectedValue(failure(false, kind));
      const { activities } = activitiesWith({ pagerduty });

      const outcome = await activities.triggerPage({ step, key, notice });

      expect(outcome).toEqual(success({ sent: "yes", key }));
    },
  );

  it('says "maybe" when its answer was lost and the look is refused for good', async () => {
    const pagerduty = account();
    pagerduty.triggerPage.mockRejectedValueOnce(failure(true));
    pagerduty.findPage.mockRejectedValue(failure(false, "auth"));
    const { activities } = activitiesWith({ pagerduty });

    await expect(activities.triggerPage({ step, key, notice })).rejects.toThrow("no answer");
    const repeat = await activities.triggerPage({ step, key, notice });

    expect(repeat).toEqual(success({ sent: "maybe", key }));
    expect(pagerduty.triggerPage).toHaveBeenCalledTimes(1);
  });

  it("pages at most once where it cannot look, and then says maybe", async () => {
    const pagerduty = { ...account(), canLook: false };
    pagerduty.triggerPage.mockImplementation(async (_key, _page, aboutToSend) => {
      await aboutToSend?.();
      throw failure(true);
    });
    const { activities } = activitiesWith({ pagerduty });

    const first = await activities.triggerPage({ step, key, notice });
    const repeat = await activities.triggerPage({ step, key, notice });

    expect([first, repeat]).toEqual([
      success({ sent: "maybe", key }),
      success({ sent: "maybe", key }),
    ]);
    expect(pagerduty.triggerPage).toHaveBeenCalledTimes(1);
    expect(pagerduty.findPage).not.toHaveBeenCalled();
  });
});

describe.each([
  ["acknowledgePage", "acknowledged"],
  ["resolvePage", "resolved"],
] as const)("%s()", (name, state) => {
  it("does it, and sees that it is done", async () => {
    const pagerduty = account("triggered");
    const { activities } = activitiesWith({ pagerduty });

    const outcome = await activities[name]({ step, key });

    expect(outcome).toEqual(success({ done: "yes", key, incidentUrl }));
    expect(pagerduty[name]).toHaveBeenCalledTimes(1);
  });

  it("sends nothing when it is done already", async () => {
    const pagerduty = account(state);
    const { activities } = activitiesWith({ pagerduty });

    expect(await activities[name]({ step, key })).toEqual(
      success({ done: "yes", key, incidentUrl }),
    );
    expect(pagerduty[name]).not.toHaveBeenCalled();
  });

  it("says no when PagerDuty knows no page of the key", async () => {
    const { activities } = activitiesWith({ pagerduty: account() });

    expect(await activities[name]({ step, key })).toEqual(success({ done: "no", key }));
  });

  it('says "maybe" while PagerDuty does not show it', async () => {
    const pagerduty = account("triggered");
    pagerduty[name].mockResolvedValue(undefined);
    const { activities } = activitiesWith({ pagerduty });

    expect(await activities[name]({ step, key })).toEqual(
      success({ done: "maybe", key, incidentUrl }),
    );
  });

  it('says "maybe" where it cannot look', async () => {
    const pagerduty = { ...account("triggered"), canLook: false };
    const { activities } = activitiesWith({ pagerduty });

    expect(await activities[name]({ step, key })).toEqual(success({ done: "maybe", key }));
    expect(pagerduty.findPage).not.toHaveBeenCalled();
  });
});
