import { setCookie } from "../../../local-host/triggers/set-cookie";

describe("setCookie()", () => {
  it("writes name and value encoded, for every path", () => {
    expect(setCookie({ name: "a b", value: "1;2'(*)é" })).toBe(
      "a%20b=1%3B2%27%28%2A%29%C3%A9; path=/",
    );
  });

  it("writes every attribute, in ASP.NET's order", () => {
    const header = setCookie({
      name: "a",
      value: "1",
      domain: { value: "example.test" },
      path: { value: "/p" },
      expires: { value: { seconds: 0 } },
      secure: { value: true },
      httpOnly: { value: true },
      sameSite: "lax",
      maxAge: { value: 60.9 },
    });

    expect(header).toBe(
      "a=1; expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=60; domain=example.test; path=/p; " +
        "secure; samesite=lax; httponly",
    );
  });

  it.each([
    ["none", ""],
    ["strict", "; samesite=strict"],
    ["explicitNone", "; samesite=none"],
  ] as const)("says SameSite %s as %j", (sameSite, expected) => {
    expect(setCookie({ name: "a", value: "", sameSite })).toBe(`a=; path=/${expected}`);
  });

  it("keeps false flags out, and one attribute from beginning another", () => {
    const header = setCookie({
      name: "a",
      value: "",
      secure: { value: false },
      httpOnly: { value: false },
      path: { value: "/p; secure\r\nx: y" },
    });

    expect(header).toBe("a=; path=/p securex: y");
  });
});
