// Bundles the islands, the styles and the fonts to the folder a node serves, each name with its hash,
// beside a manifest and compressed copies. Run from the project's root: npm run build
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const served = resolve("src/qaraul/web/static/dist");
const out = `${served}.new`; // takes the place of what is served only when it is whole
const entries = {
  app: "frontend/src/app.ts",
  styles: "frontend/css/app.css",
  map: "frontend/css/map.css",
  "map-worker": "maplibre-gl/dist/maplibre-gl-worker.mjs",
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const result = await build({
  entryPoints: entries,
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox114", "safari16.4"],
  minify: true,
  metafile: true,
  legalComments: "linked",
  entryNames: "[name].[hash]",
  chunkNames: "[name].[hash]",
  assetNames: "[name].[hash]",
  loader: { ".woff2": "file", ".svg": "dataurl" },
  logLevel: "warning",
});

const manifest = {};
for (const [path, { entryPoint }] of Object.entries(result.metafile.outputs)) {
  if (!entryPoint) continue;
  const name = basename(path);
  manifest[name.replace(/\.[A-Z0-9]{8}\./, ".")] = name;
}
const icon = readFileSync("frontend/icon.svg");
const hash = createHash("sha256").update(icon).digest("hex").slice(0, 8).toUpperCase();
manifest["icon.svg"] = `icon.${hash}.svg`;
writeFileSync(join(out, manifest["icon.svg"]), icon);
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);

for (const name of readdirSync(out)) {
  if (!/\.(js|css|json|txt|svg)$/.test(name)) continue;
  const bytes = readFileSync(join(out, name));
  writeFileSync(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  writeFileSync(join(out, `${name}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}
rmSync(served, { recursive: true, force: true });
renameSync(out, served);
console.log(`built ${Object.values(manifest).join(", ")}`);
