import { defineConfig } from "vitest/config";

// The server that `npm run dev` talks to: `make run` in another terminal.
const server = process.env["METASERVER"] ?? "http://localhost:8080";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    target: "es2022",
    // The server reads the manifest to know which files may be cached for ever; a test of the
    // build reads it to weigh what the first paint loads. three.js becomes a chunk of its own
    // because src/scene is imported dynamically: nothing here may pull it into the entry.
    manifest: true,
    sourcemap: false,
    // Inlined files would count towards the first paint whether it needs them or not.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
  server: {
    proxy: {
      "/ws": { target: server, ws: true },
      "/api": server,
      "/worlds": server,
      "/media": server,
    },
  },
  test: {
    // Files that need a DOM say so: // @vitest-environment happy-dom
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}"],
  },
});
