import { codeOf, ntFailure } from "../../../sweeps/windows/logons";
import { remoteAddress } from "../../../sweeps/remote-address";
import { accountName, hostName } from "../../../sweeps/windows/names";

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["::ffff:10.0.0.5", "10.0.0.5"],
  ["fe80::1%3", "fe80::1"],
  ["2001:DB8::1", "2001:db8::1"],
  ["2001:0db8:0:0:0:0:0:1", "2001:db8::1"],
  ["[2001:db8::1%eth0]", "2001:db8::1"],
  ["::ffff:cb00:7109", "203.0.113.9"],
  ["0:0:0:0:0:0:0:1", undefined],
  ["203.0.113.256", undefined],
  ["1.2.3.4.5", undefined],
  ["-", undefined],
  ["", undefined],
  ["::1", undefined],
  ["::", undefined],
  ["127.0.0.1", undefined],
  ["::ffff:127.0.0.1", undefined],
  ["0.0.0.0", undefined],
  ["LOCAL", undefined],
  ["010.0.0.5", undefined],
  ["203.0.113.9 port 22", undefined],
])("The remote address of %j is %j.", (written, address) => {
  expect(remoteAddress(written)).toBe(address);
});

test.each([
  ["CORP\\Ann", "", { name: "ann", domain: "CORP" }],
  ["ann@corp.example", "", { name: "ann", domain: "corp.example" }],
  ["Ann", "CORP", { name: "ann", domain: "CORP" }],
  ["-", "-", { name: undefined, domain: undefined }],
  ["HOST$", "CORP", { name: "host$", domain: "CORP" }],
  ["__proto__", "", { name: "__proto__", domain: undefined }],
])("The account %j of %j is %j.", (written, domain, account) => {
  expect(accountName(written, domain)).toEqual(account);
});

test.each([
  ["PC-7", "pc-7"],
  ["\\\\PC-7", "pc-7"],
  ["-", undefined],
  ["203.0.113.9", undefined],
])("The host name in %j is %j.", (written, name) => {
  expect(hostName(written)).toBe(name);
});

test.each(["0xc0000064", "0x00000000C0000064", "3221225572", "-1073741724"])(
  "The status %s is that of no such user, whoever wrote it.",
  (status) => {
    expect(ntFailure(status)).toBe("unknown-user");
    expect(codeOf(status)).toBe(0xc0000064);
  },
);
