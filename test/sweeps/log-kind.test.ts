import { logKind } from "../../sweeps/log-kind";

test("Equal kinds are one object, and different ones are not.", () => {
  const sshd = () => ({ product: "linux", services: ["auth", "sshd"], categories: [] });
  expect(logKind(sshd())).toBe(logKind(sshd()));
  expect(logKind(sshd())).not.toBe(logKind({ ...sshd(), eventId: 1 }));
});
