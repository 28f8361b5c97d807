import { failure, must, success } from "../../domain/outcome";

describe("must()", () => {
  it("gives the value of a success", () => {
    expect(must(success(7))).toBe(7);
  });

  it("ends with the message of a failure", () => {
    const refused = failure({
      kind: "auth",
      vendor: "sentinel",
      message: "sentinel: answered 403",
    });

    expect(() => must(refused)).toThrow("sentinel: answered 403");
  });
});
