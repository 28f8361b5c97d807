module.exports = {
  testEnvironment: "node",
  // All cores: most suites wait for processes of their own.
  maxWorkers: "100%",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2024" },
        module: { type: "commonjs" },
        sourceMaps: "inline",
      },
    ],
  },
  // Machines are shared: how long a test takes says how busy they are.
  testTimeout: 60_000,
  restoreMocks: true,
  collectCoverageFrom: [
    "{functions,orchestrators,activities,domain,connectors,durable,config,ledger,sweeps,simulators,local-host}/**/*.ts",
  ],
  coverageProvider: "v8",
};
