import { type Expression, type Test, and, not, or } from "./expression";
import { unpadded } from "./number-text";
import { literalOf } from "./pattern";

const EVENT_ID = "EventID";

/** What remains of an expression when the event's id is known. */
export const withEventId = (expression: Expression, eventId: number): Expression =>
  simplified(expression, (field, test) =>
    field === EVENT_ID ? equalsNumber(test, eventId) : undefined,
  );

/** What remains of an expression when some of its tests are answered, and what these decide is decided. */
export function simplified(
  expression: Expression,
  answerOf: (field: string, test: Test) => boolean | undefined,
): Expression {
  if (expression.type === "constant") return expression;
  if (expression.type === "test") {
    const answer = answerOf(expression.field, expression.test);
    return answer === undefined ? expression : { type: "constant", value: answer };
  }
  if (expression.type === "not") {
    const inner = simplified(expression.of, answerOf);
    return inner.type === "constant" ? { type: "constant", value: !inner.value } : not(inner);
  }
  const decides = expression.type === "or";
  const parts: Expression[] = [];
  for (const part of expression.of) {
    const inner = simplified(part, answerOf);
    if (inner.type !== "constant") parts.push(inner);
    else if (inner.value === decides) return inner;
  }
  if (parts.length === 0) return { type: "constant", value: !decides };
  return decides ? or(parts) : and(parts);
}

/** undefined: a test that is not of equality is left to the record. */
function equalsNumber(test: Test, eventId: number): boolean | undefined {
  if (test.type === "number") return test.value === eventId;
  if (test.type !== "text" || test.dashes) return undefined;
  const literal = literalOf(test.pattern);
  return literal === undefined || literal.startsWith("0")
    ? undefined
    : unpadded(literal) === String(eventId);
}

/** Adds the event ids that an expression tells apart: any other is to it like any other. */
export function addEventIds(expression: Expression, ids: Set<number>): void {
  if (expression.type === "not") addEventIds(expression.of, ids);
  else if (expression.type === "test") {
    if (expression.field === EVENT_ID) addNumber(expression.test, ids);
  } else if (expression.type !== "constant")
    for (const part of expression.of) addEventIds(part, ids);
}

function addNumber(test: Test, ids: Set<number>): void {
  if (test.type === "number") ids.add(test.value);
  else if (test.type === "text") ids.add(Number(literalOf(test.pattern)));
}
