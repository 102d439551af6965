// Builds static/dist from static/src: every file of js/ is an entry, css/app.css goes through Tailwind and loses the
// parts of the component kit no page uses, sheets of single pages stay files of their own, fonts are copied, icons
// become one file the server reads.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { transform } from "lightningcss";

const src = "static/src", dist = "static/dist";
const fonts = "node_modules/@fontsource-variable/inter/files", icons = "node_modules/lucide-static/icons";
// sheets that only their own pages load
const ALONE = ["design.css", "designer.css", "import.css", "navigation.css", "views.css"];
// classes of the kit that our templates never write; rules that need one of them are dropped
const UNUSED = [
  "accordion", "alert", "alert-dialog", "avatar", "avatar-badge", "avatar-group", "badge", "breadcrumb", "button-group",
  "card", "chart", "chart-tooltip", "chart-tooltip-title", "collapsible", "combobox", "command", "command-dialog",
  "dialog", "drawer", "dropdown-menu", "empty", "field", "field-group", "field-separator", "fieldset", "form", "input",
  "input-group", "item", "item-group", "kbd", "label", "popover", "progress", "range", "scrollbar", "select", "sidebar",
  "skeleton", "table", "table-container", "tabs", "textarea", "toast", "toast-content", "toaster",
];

async function scripts() {
  const entryPoints = readdirSync(`${src}/js`).filter((name) => name.endsWith(".js")).map((name) => `${src}/js/${name}`);
  await build({
    entryPoints, outdir: dist, bundle: true, splitting: true, format: "esm", minify: true, target: "es2022",
    chunkNames: "chunks/[name]-[hash]", logLevel: "error",
  });
}

function styles() {
  const file = `${dist}/app.css`;
  execFileSync("node_modules/.bin/tailwindcss", ["-i", `${src}/css/app.css`, "-o", file, "--minify"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const { code } = transform({ filename: file, code: readFileSync(file), minify: true, unusedSymbols: UNUSED });
  writeFileSync(file, code);
  for (const name of ALONE) {
    const sheet = transform({ filename: name, code: readFileSync(`${src}/css/${name}`), minify: true });
    writeFileSync(`${dist}/${name}`, sheet.code);
  }
}

function drawings() {
  const inner = (name) => /<svg[^>]*>([\s\S]*)<\/svg>/.exec(readFileSync(`${icons}/${name}`, "utf8"))[1];
  const names = readdirSync(icons).filter((name) => name.endsWith(".svg"));
  const all = Object.fromEntries(names.map((name) => [name.slice(0, -4), inner(name).replace(/\s+/g, " ").trim()]));
  writeFileSync(`${dist}/icons.json`, JSON.stringify(all));
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(`${dist}/fonts`, { recursive: true });
for (const part of ["latin", "latin-ext"]) cpSync(`${fonts}/inter-${part}-wght-normal.woff2`, `${dist}/fonts/inter-${part}.woff2`);
if (existsSync(`${src}/img`)) cpSync(`${src}/img`, `${dist}/img`, { recursive: true });
await scripts();
styles();
drawings();
