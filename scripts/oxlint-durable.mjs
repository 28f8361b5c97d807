// Rules of our own for orchestrators, in ESLint's shape: what replays must not ask the clock, and
// only `yield*` gives an awaited call its type.
const noWallClock = {
  create: (context) => ({
    NewExpression(node) {
      if (
        node.callee.type === "Identifier" &&
        node.callee.name === "Date" &&
        node.arguments.length === 0
      ) {
        context.report({
          node,
          message: "Orchestrators replay: use context.df.currentUtcDateTime.",
        });
      }
    },
  }),
};

const noPlainYield = {
  create: (context) => ({
    YieldExpression(node) {
      if (!node.delegate) {
        context.report({ node, message: "Flows write `yield*`: a plain `yield` answers any." });
      }
    },
  }),
};

export default {
  meta: { name: "durable" },
  rules: { "no-wall-clock": noWallClock, "no-plain-yield": noPlainYield },
};
