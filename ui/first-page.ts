import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

function kb(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

/**
 * Fails a build whose first page weighs more than `limit` bytes, compressed: what `index.html` names, scripts and styles.
 * What is put off with `later`, and the screens behind their addresses, is not on it.
 */
export function firstPage(limit: number): Plugin {
  return {
    name: "first-page",
    apply: "build",
    writeBundle(_options, bundle) {
      const page = bundle["index.html"];
      if (page?.type !== "asset") return this.error("There is no index.html to weigh.");
      const html = String(page.source);
      const named = [...html.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map((found) => found[1] ?? "");
      const weights = named.map((name) => {
        const file = bundle[name];
        if (!file) return this.error(`index.html names ${name}, which was not made.`);
        return { name, bytes: gzipSync(file.type === "chunk" ? file.code : file.source).length };
      });
      const sum = weights.reduce((all, { bytes }) => all + bytes, 0);
      if (sum > limit) {
        const list = weights.map(({ name, bytes }) => `  ${kb(bytes)}  ${name}`).join("\n");
        return this.error(`The first page weighs ${kb(sum)} compressed, more than ${kb(limit)}:\n${list}`);
      }
      this.info(`The first page weighs ${kb(sum)} compressed; ${kb(limit)} are allowed.`);
    },
  };
}
