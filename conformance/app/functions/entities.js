const df = require("durable-functions");

df.app.entity("counter", (context) => {
  const count = context.df.getState(() => 0);
  const input = context.df.getInput();
  switch (context.df.operationName) {
    case "add":
      context.df.setState(count + input);
      context.df.return(count + input);
      break;
    case "get":
      context.df.return(count);
      break;
    case "fail":
      throw new Error("refused");
    case "end":
      context.df.destructOnExit();
      break;
    case "tell":
      context.df.signalEntity(new df.EntityId("counter", input), "add", 5);
      break;
  }
});

const counter = (key) => new df.EntityId("counter", key);

df.app.orchestration("entityCall", function* (context) {
  const id = counter(context.df.getInput());
  yield context.df.callEntity(id, "add", 2);
  yield context.df.callEntity(id, "add", 3);
  return yield context.df.callEntity(id, "get");
});

df.app.orchestration("entitySignal", function* (context) {
  const id = counter(context.df.getInput());
  context.df.signalEntity(id, "add", 4);
  return yield context.df.callEntity(id, "get");
});

df.app.orchestration("entityFailure", function* (context) {
  try {
    yield context.df.callEntity(counter(context.df.getInput()), "fail");
  } catch (error) {
    return `caught: ${error.message}`;
  }
});

df.app.orchestration("entityEnd", function* (context) {
  const id = counter(context.df.getInput());
  yield context.df.callEntity(id, "add", 2);
  yield context.df.callEntity(id, "end");
  return "ended";
});

df.app.orchestration("entityTells", function* (context) {
  const key = context.df.getInput();
  yield context.df.callEntity(counter(key), "tell", `${key}-told`);
  return "told";
});

df.app.orchestration("locks", function* (context) {
  const id = counter(context.df.getInput());
  const lock = yield context.df.lock(id);
  const inside = context.df.isLocked();
  const count = yield context.df.callEntity(id, "get");
  yield context.df.callEntity(id, "add", 1);
  lock.release();
  return { count, inside: inside.isLocked, after: context.df.isLocked().isLocked };
});

df.app.orchestration("lockParent", function* (context) {
  const key = context.df.getInput();
  const children = [1, 2, 3].map(() => context.df.callSubOrchestrator("locks", key));
  const results = yield context.df.Task.all(children);
  return results.map(({ count }) => count).toSorted();
});

df.app.orchestration("nestedLock", function* (context) {
  yield context.df.lock(counter("nested-a"));
  yield context.df.lock(counter("nested-b"));
});
