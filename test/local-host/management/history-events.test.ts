import { historyEvents } from "../../../local-host/management/history-events";
import { EventType, type HistoryEvent } from "../../../local-host/protocol/history";

const at = (second: number): string => `2026-01-01T00:00:0${second}.000Z`;
const event = (
  type: EventType,
  second: number,
  rest: Partial<HistoryEvent> = {},
): HistoryEvent => ({
  EventType: type,
  EventId: -1,
  Timestamp: at(second),
  ...rest,
});

const history: HistoryEvent[] = [
  event(EventType.OrchestratorStarted, 0),
  event(EventType.ExecutionStarted, 0, {
    Name: "triage",
    Version: "",
    Input: '{"id":7}',
    OrchestrationInstance: { InstanceId: "a1", ExecutionId: "e1" },
    ParentInstance: null,
    Tags: null,
  }),
  event(EventType.TaskScheduled, 1, { EventId: 0, Name: "enrich", Input: '{"ip":"x"}' }),
  event(EventType.TaskScheduled, 1, { EventId: 1, Name: "open" }),
  event(EventType.SubOrchestrationInstanceCreated, 1, {
    EventId: 2,
    Name: "child",
    InstanceId: "c",
    Input: "1",
  }),
  event(EventType.TimerCreated, 1, { EventId: 3, FireAt: at(9) }),
  event(EventType.OrchestratorCompleted, 1),
  event(EventType.OrchestratorStarted, 2),
  event(EventType.TaskCompleted, 2, { TaskScheduledId: 0, Result: '{"score":3}' }),
  event(EventType.SubOrchestrationInstanceFailed, 2, {
    TaskScheduledId: 2,
    Reason: "r",
    Details: "d",
  }),
  event(EventType.TimerFired, 2, { TimerId: 3, FireAt: at(9) }),
  event(EventType.EventRaised, 2, { Name: "go", Input: "true" }),
  event(EventType.ExecutionCompleted, 3, { OrchestrationStatus: "Completed", Result: '"done"' }),
  event(EventType.OrchestratorCompleted, 3),
];

describe("historyEvents()", () => {
  it("shows what happened, by name and without ids", () => {
    expect(historyEvents(history, { showInput: false, showHistoryOutput: false })).toEqual([
      { EventType: "ExecutionStarted", Timestamp: at(0), FunctionName: "triage" },
      { EventType: "TaskScheduled", Timestamp: at(1), Name: "open" },
      { EventType: "TimerCreated", Timestamp: at(1), FireAt: at(9) },
      {
        EventType: "TaskCompleted",
        Timestamp: at(2),
        ScheduledTime: at(1),
        FunctionName: "enrich",
      },
      {
        EventType: "SubOrchestrationInstanceFailed",
        Timestamp: at(2),
        ScheduledTime: at(1),
        FunctionName: "child",
        Reason: "r",
        Details: "d",
      },
      { EventType: "TimerFired", Timestamp: at(2), FireAt: at(9) },
      { EventType: "EventRaised", Timestamp: at(2), Name: "go" },
      { EventType: "ExecutionCompleted", Timestamp: at(3), OrchestrationStatus: "Completed" },
    ]);
  });

  it("shows inputs and results when it is told to", () => {
    const shown = historyEvents(history, { showInput: true, showHistoryOutput: true });

    expect(shown).toMatchObject([
      { Input: { id: 7 } },
      { Name: "open" },
      {},
      { Input: { ip: "x" }, Result: { score: 3 } },
      { Input: 1 },
      {},
      { Input: true },
      { Result: "done" },
    ]);
  });

  it("keeps a result whose beginning is not in the history", () => {
    const lonely = [event(EventType.TaskCompleted, 1, { TaskScheduledId: 9, Result: "1" })];

    expect(historyEvents(lonely, { showInput: true, showHistoryOutput: false })).toEqual([
      { EventType: "TaskCompleted", Timestamp: at(1) },
    ]);
  });
});
