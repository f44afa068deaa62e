import { fileURLToPath } from "node:url";
import babel from "@rolldown/plugin-babel";
import react, { reactCompilerPreset } from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { firstPage } from "./first-page";

/** What the first page may weigh, compressed. */
const FIRST_PAGE = 250_000;

export default defineConfig({
  plugins: [react(), babel({ presets: [reactCompilerPreset()] }), firstPage(FIRST_PAGE)],
  resolve: { alias: { "~": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { port: 5173, strictPort: true },
  build: {
    target: "es2022",
    // The page's policy is `default-src 'self'`: no inlined fonts or pictures as data urls.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["./src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
