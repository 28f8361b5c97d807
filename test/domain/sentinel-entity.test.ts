import * as fc from "fast-check";
import { MAX_URL_LENGTH, readEntity, readRawEntities } from "../../domain/sentinel-entity";
import { hostileText } from "../support/hostile";

const rest = (kind: string, properties: Record<string, unknown>) => ({
  id: "/subscriptions/1/providers/Microsoft.SecurityInsights/Entities/7",
  type: "Microsoft.SecurityInsights/Entities",
  kind,
  properties,
});
const sha256 = "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f";
const guid = "99999999-9999-9999-9999-999999999999";

describe("readEntity()", () => {
  it.each<[string, unknown, unknown]>([
    ["ip", rest("Ip", { address: "45.83.64.10" }), { kind: "Ip", address: "45.83.64.10" }],
    ["ip, raw", { Type: "ip", Address: "45.83.64.10" }, { kind: "Ip", address: "45.83.64.10" }],
    [
      "ip with a port",
      { Type: "ip", Address: "45.83.64.10:443" },
      { kind: "Ip", address: "45.83.64.10" },
    ],
    ["ip that is none", { Type: "ip", Address: "n/a" }, { kind: "Ip", address: "n/a" }],
    ["url", rest("Url", { url: "https://bad.zz/" }), { kind: "Url", url: "https://bad.zz/" }],
    [
      "dns",
      rest("DnsResolution", { domainName: "bad.zz" }),
      { kind: "DnsResolution", domainName: "bad.zz" },
    ],
    [
      "dns, raw",
      { Type: "dns", DomainName: "bad.zz" },
      { kind: "DnsResolution", domainName: "bad.zz" },
    ],
    [
      "hash",
      rest("FileHash", { algorithm: "SHA256", hashValue: sha256.toUpperCase() }),
      { kind: "FileHash", algorithm: "SHA256", value: sha256 },
    ],
    [
      "hash of an unknown algorithm",
      { Type: "filehash", Algorithm: "Unknown", Value: sha256.slice(0, 40) },
      { kind: "FileHash", algorithm: "SHA1", value: sha256.slice(0, 40) },
    ],
    [
      "hash that is Authenticode",
      { Type: "filehash", Algorithm: "SHA256AC", Value: sha256 },
      { kind: "Other", type: "FileHash", label: sha256 },
    ],
    [
      "hash that is none",
      { Type: "filehash", Value: "n/a" },
      { kind: "Other", type: "FileHash", label: "n/a" },
    ],
    [
      "account",
      rest("Account", {
        accountName: "alex",
        upnSuffix: "contoso.zz",
        aadUserId: guid.toUpperCase(),
      }),
      {
        kind: "Account",
        label: "alex@contoso.zz",
        userPrincipalName: "alex@contoso.zz",
        aadUserId: guid,
        name: "alex",
      },
    ],
    [
      "account of the entity trigger, in Pascal case",
      rest("Account", { Name: "alex", UPNSuffix: "contoso.zz" }),
      {
        kind: "Account",
        label: "alex@contoso.zz",
        userPrincipalName: "alex@contoso.zz",
        name: "alex",
      },
    ],
    [
      "account whose name is a UPN already",
      { Type: "account", Name: "alex@contoso.zz", UPNSuffix: "contoso.zz" },
      {
        kind: "Account",
        label: "alex@contoso.zz",
        userPrincipalName: "alex@contoso.zz",
        name: "alex",
      },
    ],
    [
      "account with a domain in its name",
      { Type: "account", Name: "CONTOSO\\alex", Sid: "s-1-5-21-1-2-3-500" },
      {
        kind: "Account",
        label: "CONTOSO\\alex",
        sid: "S-1-5-21-1-2-3-500",
        name: "alex",
        ntDomain: "CONTOSO",
      },
    ],
    [
      "account with a SID only",
      { Type: "account", Sid: "S-1-5-18" },
      { kind: "Account", label: "S-1-5-18", sid: "S-1-5-18" },
    ],
    [
      "account with an id that is none",
      { Type: "account", Name: "a", AadUserId: "x' or 1" },
      { kind: "Account", label: "a", name: "a" },
    ],
    [
      "host",
      rest("Host", { hostName: "srv-01", dnsDomain: "contoso.zz" }),
      { kind: "Host", label: "srv-01.contoso.zz", hostName: "srv-01", dnsDomain: "contoso.zz" },
    ],
    [
      "host whose NetBIOS name is a DNS name",
      rest("Host", { netBiosName: "srv-01.contoso.zz" }),
      { kind: "Host", label: "srv-01.contoso.zz", hostName: "srv-01", dnsDomain: "contoso.zz" },
    ],
    [
      "host with an Azure id only",
      rest("Host", { azureID: "/subscriptions/1/x" }),
      { kind: "Host", label: "/subscriptions/1/x", azureResourceId: "/subscriptions/1/x" },
    ],
    [
      "host named by an address",
      rest("Host", { hostName: "10.0.0.4" }),
      { kind: "Host", label: "10.0.0.4", hostName: "10.0.0.4" },
    ],
    [
      "host without a name",
      rest("Host", {}),
      {
        kind: "Other",
        type: "Host",
        label: "/subscriptions/1/providers/Microsoft.SecurityInsights/Entities/7",
      },
    ],
    [
      "process",
      rest("Process", { commandLine: "cmd /c x", processId: "4" }),
      { kind: "Other", type: "Process", label: "cmd /c x" },
    ],
    [
      "process by number",
      { Type: "process", ProcessId: 4 },
      { kind: "Other", type: "Process", label: "4" },
    ],
    [
      "mailbox",
      { Type: "mailbox", MailboxPrimaryAddress: "a@b.zz" },
      { kind: "Account", label: "a@b.zz", userPrincipalName: "a@b.zz" },
    ],
    [
      "mailbox, by the id of its owner, too",
      rest("Mailbox", { upn: "a@b.zz", externalDirectoryObjectId: guid }),
      { kind: "Account", label: "a@b.zz", userPrincipalName: "a@b.zz", aadUserId: guid },
    ],
    [
      "mailbox of nobody",
      { Type: "mailbox" },
      { kind: "Other", type: "Mailbox", label: "without a name" },
    ],
    [
      "azure resource",
      { Type: "azure-resource", ResourceId: `/subscriptions/${guid}/resourceGroups/rg` },
      {
        kind: "AzureResource",
        label: "resourceGroups/rg",
        resourceId: `/subscriptions/${guid}/resourceGroups/rg`,
      },
    ],
    [
      "resource of another cloud",
      rest("AzureResource", { resourceId: "arn:aws:s3:::payroll" }),
      { kind: "Other", type: "AzureResource", label: "arn:aws:s3:::payroll" },
    ],
    [
      "pod, in a cluster with a resource id",
      {
        Type: "K8s-pod",
        Name: "web-1",
        Namespace: {
          Type: "K8s-namespace",
          Name: "shop",
          Cluster: {
            Type: "K8s-cluster",
            CloudResource: { Type: "azure-resource", ResourceId: `/subscriptions/${guid}/aks` },
          },
        },
      },
      {
        kind: "CloudResource",
        label: "shop/web-1",
        platform: "kubernetes",
        id: `/subscriptions/${guid}/aks/shop/pods/web-1`,
      },
    ],
    [
      "pod, in a cluster with a name",
      rest("KubernetesPod", {
        name: "web-1",
        namespace: { name: "shop", cluster: { name: "aks" } },
      }),
      {
        kind: "CloudResource",
        label: "shop/web-1",
        platform: "kubernetes",
        id: "aks/shop/pods/web-1",
      },
    ],
    [
      "pod that is nowhere",
      { Type: "K8s-pod", Name: "web-1", Namespace: { Name: "shop" } },
      { kind: "Other", type: "K8s-pod", label: "web-1" },
    ],
    [
      "pod whose name is a path",
      rest("KubernetesPod", {
        name: "../x",
        namespace: { name: "shop", cluster: { name: "aks" } },
      }),
      { kind: "Other", type: "KubernetesPod", label: "../x" },
    ],
    [
      "registry key",
      { Type: "registry-key", Hive: "HKLM", Key: "SOFTWARE\\x" },
      { kind: "Other", type: "RegistryKey", label: "SOFTWARE\\x" },
    ],
    [
      "malware",
      rest("Malware", { malwareName: "Mimikatz" }),
      { kind: "Other", type: "Malware", label: "Mimikatz" },
    ],
    [
      "app",
      rest("CloudApplication", { appName: "Box", appId: 10489 }),
      { kind: "Other", type: "CloudApplication", label: "Box" },
    ],
    [
      "kind of tomorrow",
      rest("Gadget", { friendlyName: "G" }),
      { kind: "Other", type: "Gadget", label: "G" },
    ],
  ])("reads %s", (_what, value, entity) => {
    expect(readEntity(value)).toEqual(entity);
  });

  it.each([
    undefined,
    null,
    4,
    "ip",
    [],
    {},
    { kind: "" },
    { type: "Microsoft.SecurityInsights/Entities" },
  ])("takes %j for no entity", (value) => {
    expect(readEntity(value)).toBeUndefined();
  });

  it("keeps 2,048 characters of a URL and 256 of anything else", () => {
    const long = "x".repeat(5_000);

    expect(readEntity({ Type: "url", Url: `https://bad.zz/${long}` })).toMatchObject({
      url: expect.stringMatching(new RegExp(`^https://bad\\.zz/x{${MAX_URL_LENGTH - 16}}…$`)),
    });
    expect(JSON.stringify(readEntity({ Type: "process", CommandLine: long })).length).toBeLessThan(
      320,
    );
    expect(
      JSON.stringify(readEntity({ Type: "account", Name: long, NTDomain: long })).length,
    ).toBeLessThan(900);
  });

  it("throws at nothing and shows no control character", () => {
    const bag = fc.dictionary(hostileText, fc.oneof(hostileText, fc.anything()));
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom("Ip", "Account", "Host", "Url", "Process"), hostileText),
        bag,
        hostileText,
        (kind, fields, name) => {
          const entity = readEntity({
            kind,
            properties: { ...fields, name, address: name, url: name, hostName: name },
          });
          expect(JSON.stringify(entity) ?? "").not.toMatch(/\\u00[01]/);
        },
      ),
    );
  });
});

describe("readRawEntities()", () => {
  const alert = [
    { $id: "3", Type: "ip", Address: "45.83.64.10" },
    { $id: "4", Type: "host", HostName: "srv-01", DnsDomain: "contoso.zz" },
    { $id: "5", Type: "account", Name: "alex", UPNSuffix: "contoso.zz", Host: { $ref: "4" } },
  ];
  const kinds = ["Ip", "Host", "Account"];

  it("reads where a pod is from what it refers to", () => {
    const cluster = { $id: "7", Type: "K8s-cluster", Name: "aks" };
    const pod = { $id: "9", Type: "K8s-pod", Name: "web-1", Namespace: { $ref: "8" } };
    const namespace = { $id: "8", Type: "K8s-namespace", Name: "shop", Cluster: { $ref: "7" } };

    expect(readRawEntities([pod, namespace, cluster])).toContainEqual({
      kind: "CloudResource",
      label: "shop/web-1",
      platform: "kubernetes",
      id: "aks/shop/pods/web-1",
    });
  });

  it("reads a list, and the JSON text of one", () => {
    expect(readRawEntities(alert).map(({ kind }) => kind)).toEqual(kinds);
    expect(readRawEntities(JSON.stringify(alert))).toEqual(readRawEntities(alert));
  });

  it.each(["", null, undefined, "[", "4", '"[]"', 4, {}, []])("reads nothing from %j", (value) => {
    expect(readRawEntities(value)).toEqual([]);
  });

  it("counts the hashes of a file, and the file and account of a process", () => {
    const entities = readRawEntities([
      {
        $id: "1",
        Type: "process",
        CommandLine: "evil.exe",
        Account: { $id: "2", Type: "account", Name: "alex" },
        ImageFile: {
          $id: "3",
          Type: "file",
          Name: "evil.exe",
          FileHashes: [
            { $id: "4", Type: "filehash", Algorithm: "SHA256", Value: sha256 },
            { Algorithm: "MD5", Value: sha256.slice(0, 32) },
          ],
        },
      },
    ]);

    expect(entities).toEqual([
      { kind: "Other", type: "Process", label: "evil.exe" },
      { kind: "Account", label: "alex", name: "alex" },
      { kind: "FileHash", algorithm: "SHA256", value: sha256 },
      { kind: "FileHash", algorithm: "MD5", value: sha256.slice(0, 32) },
    ]);
  });

  it("resolves a reference that stands at the top and points forward into another entity", () => {
    const entities = readRawEntities([
      { $ref: "16" },
      {
        $id: "9",
        Type: "process",
        CommandLine: "x",
        ImageFile: { $id: "16", Type: "file", Name: "x.exe" },
      },
    ]);

    expect(entities).toEqual([
      { kind: "Other", type: "File", label: "x.exe" },
      { kind: "Other", type: "Process", label: "x" },
    ]);
  });

  it("ends on references in a circle and to nowhere", () => {
    const circle: Record<string, unknown> = {
      $id: "1",
      Type: "host",
      HostName: "a",
      Host: { $ref: "2" },
    };
    const objects: Record<string, unknown> = { Type: "ip", Address: "45.83.64.10" };
    objects.Self = objects;

    expect(
      readRawEntities([
        circle,
        { $id: "2", Type: "host", HostName: "b", Host: { $ref: "1" } },
        { $ref: "7" },
        objects,
      ]),
    ).toMatchObject([{ label: "a" }, { label: "b" }, { kind: "Ip" }]);
  });

  it("counts who got a mail as an account, once with what else is known of it", () => {
    expect(
      readRawEntities([
        { Type: "mail-message", Subject: "Invoice", Recipient: "Kim@contoso.zz" },
        { Type: "account", Name: "kim", UPNSuffix: "contoso.zz", AadUserId: guid },
        { Type: "SubmissionMail", Subject: "Reported", Recipient: "not an address" },
      ]),
    ).toMatchObject([
      { kind: "Other", type: "MailMessage" },
      { kind: "Account", userPrincipalName: "Kim@contoso.zz", aadUserId: guid },
      { kind: "Other", type: "SubmissionMail" },
    ]);
  });

  it("counts the sender's address and the URLs of a mail, in both vocabularies", () => {
    const found = [
      { kind: "Other", type: "MailMessage", label: "Invoice" },
      { kind: "Ip", address: "45.83.64.10" },
      { kind: "Url", url: "https://bad.zz" },
    ];

    expect(
      readRawEntities([
        {
          Type: "mail-message",
          Subject: "Invoice",
          SenderIP: "45.83.64.10",
          Urls: ["https://bad.zz", 4],
        },
      ]),
    ).toEqual(found);
    expect(
      readRawEntities([
        rest("MailMessage", {
          subject: "Invoice",
          senderIP: "45.83.64.10",
          urls: ["https://bad.zz"],
        }),
      ]),
    ).toEqual(found);
  });

  it("does not count the resolver that answered a name, nor what lies in a bag", () => {
    const entities = readRawEntities([
      {
        Type: "dns",
        DomainName: "bad.zz",
        IpAddress: [{ Type: "ip", Address: "45.83.64.10" }],
        DnsServerIp: { Type: "ip", Address: "8.8.8.8" },
        AdditionalData: { x: { Type: "ip", Address: "1.1.1.1" } },
      },
    ]);

    expect(entities).toEqual([
      { kind: "DnsResolution", domainName: "bad.zz" },
      { kind: "Ip", address: "45.83.64.10" },
    ]);
  });

  it("reads what is nested deeply only so far, and never overflows", () => {
    let deep: unknown = { Type: "ip", Address: "45.83.64.10" };
    for (let depth = 0; depth < 50_000; depth += 1) deep = { Type: "process", ParentProcess: deep };
    let lists: unknown = [];
    for (let depth = 0; depth < 50_000; depth += 1) lists = [lists];

    expect(readRawEntities([deep]).length).toBeLessThan(20);
    expect(readRawEntities(lists)).toEqual([]);
  });

  it("reads no more than 20,000 objects", () => {
    const many = Array.from({ length: 60_000 }, (_, n) => ({ Type: "process", ProcessId: n }));

    expect(readRawEntities(many)).toHaveLength(20_000);
  });

  it.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
    "reads a kind named %s as any other",
    (kind) => {
      expect(readEntity({ kind, properties: { friendlyName: "x" } })).toEqual({
        kind: "Other",
        type: kind,
        label: "x",
      });
    },
  );

  it("is not moved by names that mean something to JavaScript", () => {
    const hostile: unknown = JSON.parse(
      '[{"__proto__":{"Type":"ip","Address":"1.1.1.1"},"Type":"host","HostName":"a","constructor":{"prototype":{"x":1}}}]',
    );

    expect(readRawEntities(hostile)).toContainEqual({ kind: "Host", label: "a", hostName: "a" });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it("throws at nothing", () => {
    const json = fc.jsonValue({ maxDepth: 6 });
    const links = fc.array(
      fc.record({
        $id: fc.nat(5),
        Type: fc.constantFrom("ip", "file", "host"),
        Name: hostileText,
        Next: fc.record({ $ref: fc.nat(5) }),
      }),
    );
    fc.assert(
      fc.property(fc.oneof(json, links, fc.anything(), hostileText), (value) => {
        expect(Array.isArray(readRawEntities(value))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
