// Builds static/dist from static/src: every file of js/ is an entry, css/app.css goes through Tailwind, fonts are copied.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const src = "static/src", dist = "static/dist", fonts = "node_modules/@fontsource-variable/inter/files";
rmSync(dist, { recursive: true, force: true });
mkdirSync(`${dist}/fonts`, { recursive: true });
if (existsSync(`${src}/js`)) {
  const entryPoints = readdirSync(`${src}/js`).filter((name) => name.endsWith(".js")).map((name) => `${src}/js/${name}`);
  await build({
    entryPoints, outdir: dist, bundle: true, splitting: true, format: "esm", minify: true, target: "es2022",
    chunkNames: "chunks/[name]-[hash]", logLevel: "error", alias: { kontor: `./${src}/js/lib` },
  });
}
for (const name of existsSync(fonts) ? readdirSync(fonts) : []) {
  if (/inter-latin(-ext)?-wght-normal\.woff2$/.test(name)) cpSync(`${fonts}/${name}`, `${dist}/fonts/${name}`);
}
for (const folder of ["img", "icons"]) {
  if (existsSync(`${src}/${folder}`)) cpSync(`${src}/${folder}`, `${dist}/${folder}`, { recursive: true });
}
if (existsSync(`${src}/css/app.css`)) {
  execFileSync("node_modules/.bin/tailwindcss", ["-i", `${src}/css/app.css`, "-o", `${dist}/app.css`, "--minify"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}
