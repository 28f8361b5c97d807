import type { Anchors } from "../anchored-format";
import { OLD_PAM, PROGRAMS_OF } from "./program";

/** The name of `su` is in many words; these are its tags. */
const SU = ["su[", "su:", "su(", "su "];
const literalsOf = (program: string): readonly string[] => (program === "su" ? SU : [program]);

const attempts = [
  "Failed ",
  "Accepted ",
  "authentication failure",
  "incorrect password attempt",
  ...SU,
  "FAILED LOGIN",
  "LOGIN ON",
  "ROOT LOGIN",
  "DIALUP AT",
];

const services = Object.fromEntries(
  [...PROGRAMS_OF].map(([service, programs]) => [service, programs.flatMap(literalsOf)]),
);

/** Which lines of syslog give which records; a test holds each against the lines of all forms. */
export const anchors: Anchors = {
  product: "linux",
  categories: { authentication: attempts },
  services: {
    ...services,
    auth: [...(services["auth"] ?? []), ...attempts, OLD_PAM],
    syslog: undefined,
  },
  values: {
    "event.action": {
      "unknown-user": ["Invalid user ", "Illegal user "],
      "user-added": ["new user: "],
      "user-deleted": ["delete user "],
      "group-added": ["new group: "],
      "member-added": ["add '", " added by "],
      "password-changed": ["password changed for ", "changed password "],
    },
  },
  context: ["message repeated "],
};
