import { listedUrl } from "./listed-url";

/**
 * What the simulated URLhaus lists from the start. It is invented and says nothing about who really
 * uses these addresses and domains; the file is the EICAR test file.
 */
export const testUrls = [
  listedUrl("http://45.83.64.10/bins/mips.elf", { tags: ["elf", "mozi"] }),
  listedUrl("http://45.83.64.10:8080/i", { tags: ["elf"] }),
  listedUrl("http://45.83.64.10/bins/arm7.elf", { url_status: "offline", tags: ["elf"] }),
  listedUrl("http://45.83.64.11/invoice.zip", { url_status: "offline", tags: ["zip"] }),
  listedUrl("https://contoso-secure-login.net/verify", {
    tags: ["html", "stealer"],
    files: [
      {
        md5: "44d88612fea8a8f36de82e1278abb02f",
        sha256: "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f",
        fileType: "com",
        signature: "EICAR",
      },
    ],
  }),
];
