// Run before anything that needs a current Node: says in one sentence what is wrong, instead of
// letting a missing `node:sqlite` say it in twenty.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(
    `Node 22.13 or newer expected, found ${process.version}. Run "npm ci" with install scripts on: ` +
      "it brings a Node of its own.",
  );
  process.exit(1);
}
