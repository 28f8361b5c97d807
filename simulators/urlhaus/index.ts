import { isIP } from "node:net";
import { createAccount } from "../abuse-ch-account";
import { formOf, hashIn, postExpected, status } from "../abuse-ch";
import type { Answer, Handler, SimulatorFactory, Table } from "../simulator";
import { hostAnswer, payloadAnswer, urlAnswer } from "./answers";
import { sceneOf, type UnknownFile } from "./scene";
import { createUrlStore } from "./url-store";

/** URLhaus's look-ups. https://urlhaus.abuse.ch/api/ */
export const urlhaus: SimulatorFactory = (world) => {
  const account = createAccount(world);
  const urls = createUrlStore(world);
  const spamhaus: Table<string> = world.table("spamhaus");
  const settings: Table<UnknownFile> = world.table("settings");
  const unknownFile = (): UnknownFile => settings.get("unknownFile") ?? "no_results";

  const blacklists = (name: string) => ({
    spamhaus_dbl: spamhaus.get(name) ?? "not listed",
    surbl: "not listed",
  });

  function url(form: URLSearchParams): Answer {
    const text = form.get("url") ?? "";
    if (!/^(?:https?|ftp):$/.test(URL.parse(text)?.protocol ?? "")) return status("invalid_url");
    const entry = urls.find(text);
    if (!entry) return status("no_results");
    return urlAnswer(entry, blacklists(new URL(text).hostname), world.now());
  }

  function host(form: URLSearchParams): Answer {
    const name = (form.get("host") ?? "").toLowerCase();
    if (isIP(name) !== 4 && !hostPattern.test(name)) return status("invalid_host");
    const entries = urls.ofHost(name);
    if (entries.length === 0) return status("no_results");
    return hostAnswer(name, entries, blacklists(name), world.now());
  }

  function payload(form: URLSearchParams): Answer {
    const [md5, sha256] = [form.get("md5_hash"), form.get("sha256_hash")];
    const hash = md5 === null ? hashIn(sha256, 64) : hashIn(md5, 32);
    if (hash === undefined) return status(md5 === null ? "invalid_sha256" : "invalid_md5");
    const entries = urls.ofFile(hash);
    const isUnknown = entries.length === 0 && unknownFile() === "no_results";
    return isUnknown ? status("no_results") : payloadAnswer(hash, entries, world.now());
  }

  const post = (look: (form: URLSearchParams) => Answer): Handler =>
    account.guarded((request) => look(formOf(request)));

  return {
    name: "urlhaus",
    routes: {
      "POST /v1/url/": post(url),
      "POST /v1/host/": post(host),
      "POST /v1/payload/": post(payload),
      "GET /v1/url/": account.guarded(postExpected),
      "GET /v1/host/": account.guarded(postExpected),
      "GET /v1/payload/": account.guarded(postExpected),
    },
    setScene(value) {
      const scene = sceneOf(value);
      account.set(scene.account);
      for (const [text, listed] of scene.urls) urls.set(text, listed);
      for (const [name, word] of scene.spamhaus) spamhaus.set(name, word);
      if (scene.unknownFile) settings.set("unknownFile", scene.unknownFile);
    },
    state: () => ({ ...account.state(), unknownFile: unknownFile(), urls: urls.all() }),
  };
};

const hostPattern = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}$/;
