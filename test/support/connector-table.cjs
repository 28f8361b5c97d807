const columns = ["auth", "quota", "outage", "malformed", "repeat"];

/**
 * Prints what the contract suite found out: a row an operation of a connector, a column a kind of
 * failure. A jest reporter, so that the table holds what was run and nothing else.
 */
module.exports = class ConnectorTable {
  onRunComplete(_contexts, { testResults }) {
    const rows = new Map();
    for (const { title, ancestorTitles, status } of testResults.flatMap(
      (file) => file.testResults,
    )) {
      const operation = /^contract of (.+)$/.exec(ancestorTitles.join(" "))?.[1];
      const column = columns.find((name) => title.startsWith(`${name}: `));
      if (!operation || !column) continue;
      const row = rows.get(operation) ?? {};
      rows.set(operation, row);
      const cell = (row[column] ??= { passed: 0, all: 0 });
      cell.all += 1;
      if (status === "passed") cell.passed += 1;
    }
    print(rows);
  }
};

function print(rows) {
  const width = Math.max(10, ...[...rows.keys()].map((name) => name.length)) + 2;
  const line = (name, cells) => name.padEnd(width) + cells.map((cell) => cell.padEnd(13)).join("");
  console.log(line("operation", columns));
  for (const [operation, row] of [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(
      line(
        operation,
        columns.map((column) => textOf(row[column])),
      ).trimEnd(),
    );
  }
}

function textOf(cell) {
  if (!cell) return "-";
  return cell.passed === cell.all ? `ok (${cell.all})` : `${cell.all - cell.passed} FAILED`;
}
