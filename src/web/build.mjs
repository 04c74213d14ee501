// How are the pages bundled? By esbuild, into a folder that is given; what grows over its budget fails the build.
//
// Beside the files themselves it writes `web.rs`, the table by which they get into the program.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const web = dirname(fileURLToPath(import.meta.url));
if (!process.argv[2]) throw new Error("usage: node build.mjs FOLDER, where node_modules/ is");
const out = resolve(process.argv[2]);
const modules = join(out, "node_modules");
const { build, transformSync } = createRequire(join(out, "package.json"))("esbuild");
const assets = join(out, "assets");
mkdirSync(assets, { recursive: true });

/** Most bytes after gzip: a list without its map, style included; and all that a map needs beside. */
const BUDGETS = { list: 15_000, map: 460_000 };
const MIME = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
};

const files = [];

/** As small as gzip gets it: shorter blocks suit a script that holds styles and words of two languages. */
function packed(bytes) {
  const sizes = [5, 6, 8].map((memLevel) => gzipSync(bytes, { level: 9, memLevel }));
  return sizes.reduce((best, one) => (one.length < best.length ? one : best));
}

/** Takes a file under an address; where it says so, its name tells its content. */
function take(path, content, lasting = false) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const at = lasting ? path.replace(/(\.\w+)$/, `-${hash}$1`) : path;
  const file = { path: at, name: at.slice(at.lastIndexOf("/") + 1), hash, lasting, bytes, gzip: packed(bytes) };
  files.push(file);
  return file;
}

/** Styles as text, without what only people read. */
const styles = {
  name: "styles",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.css$/ }, ({ path }) => ({ contents: minified(path), loader: "text" })),
};

function minified(path) {
  return transformSync(readFileSync(path, "utf8"), { loader: "css", minify: true, target: "es2022" }).code.trim();
}

/** A script of its own scope may be loaded as a module or as it is; both may load more by `import()`. */
const CLOSED = { banner: { js: "(()=>{" }, footer: { js: "})();" } };

async function bundled(entry, define = {}, more = {}) {
  const result = await build({
    entryPoints: [join(web, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    nodePaths: [modules],
    external: Object.values(define).map((name) => JSON.parse(name)),
    define,
    plugins: [styles],
    logLevel: "error",
    ...more,
  });
  return result.outputFiles[0].contents;
}

function within(budget, what, parts) {
  const bytes = parts.reduce((sum, part) => sum + part.gzip.length, 0);
  if (bytes > budget) throw new Error(`${what} takes ${bytes} bytes after gzip, more than its budget of ${budget}`);
  return bytes;
}

/** Styles of all pages, which are small enough to be one file. */
const SHEETS = ["pages/pages.css", "pages/embed.css", "explorer/explorer.css"];

const named = (file) => JSON.stringify(`./${file.name}`);
const package_file = (path) => readFileSync(join(modules, path), "utf8").replace(/\n\/\/# sourceMappingURL=\S+\s*$/, "\n");

const worker = take("/widget/v1/worker.mjs", package_file("maplibre-gl/dist/maplibre-gl-worker.mjs"), true);
const map = take("/widget/v1/map.js", await bundled("map/station_map.ts", { MAP_WORKER: named(worker) }), true);
const elsewhere = take("/widget/v1/elsewhere.js", await bundled("element/elsewhere.ts"), true);
const why = take("/widget/v1/why.js", await bundled("element/why.ts"), true);
const parts = { MAP_CHUNK: named(map), ELSEWHERE_CHUNK: named(elsewhere), WHY_CHUNK: named(why) };
const list = take("/widget/v1/station-finder.js", await bundled("element/station_finder.ts", parts, CLOSED));
const explorer = take("/widget/v1/explorer.js", await bundled("explorer/explorer.ts", { MAP_CHUNK: named(map) }), true);
const embed = take("/widget/v1/embed.js", await bundled("pages/embed.ts"), true);
const sheet = take("/widget/v1/pages.css", SHEETS.map((path) => minified(join(web, path))).join(""), true);
const icon = take("/widget/v1/icon.svg", readFileSync(join(web, "pages/icon.svg")), true);

const links = { "{{explorer}}": explorer.name, "{{embed}}": embed.name, "{{sheet}}": sheet.name, "{{icon}}": icon.name };
for (const [path, page] of [["/", "explorer"], ["/find", "find"], ["/embed", "embed"]]) {
  const text = readFileSync(join(web, `pages/${page}.html`), "utf8");
  take(path, text.replace(/\{\{\w+\}\}/g, (link) => links[link])).type = MIME.html;
}

/** The licences of every package that is bundled, whole. */
function licences() {
  const tool = (name) => name === "esbuild" || name.startsWith("@esbuild/") || name.startsWith("@types/");
  const packages = readdirSync(modules)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) => (name.startsWith("@") ? readdirSync(join(modules, name)).map((part) => `${name}/${part}`) : [name]))
    .filter((name) => !tool(name));
  const texts = packages.map((name) => {
    const { version, license } = JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8"));
    const text = readdirSync(join(modules, name)).find((file) => /^(licen[cs]e|copying)/i.test(file));
    return `${name} ${version} (${license})\n\n${text ? readFileSync(join(modules, name, text), "utf8").trim() : ""}\n`;
  });
  return `The map in these pages is drawn by the following packages.\n\n${texts.join("\n----\n\n")}`;
}
take("/widget/v1/licences.txt", licences());

const sizes = { list: within(BUDGETS.list, "the list", [list]), map: within(BUDGETS.map, "the map", [map, worker]) };
writeFileSync(join(out, "sizes.json"), JSON.stringify({ ...sizes, explorer: explorer.gzip.length + sheet.gzip.length }));

const quoted = (text) => JSON.stringify(text);
const rows = files.map((file, place) => {
  const at = join(assets, `${place}`);
  writeFileSync(at, file.bytes);
  writeFileSync(`${at}.gz`, file.gzip);
  const type = file.type ?? MIME[file.path.slice(file.path.lastIndexOf(".") + 1)];
  return `    File {
        path: ${quoted(file.path)},
        media_type: ${quoted(type)},
        hash: ${quoted(file.hash)},
        lasting: ${file.lasting},
        plain: include_bytes!(${quoted(at)}),
        gzip: include_bytes!(${quoted(`${at}.gz`)}),
    },\n`;
});
writeFileSync(join(out, "web.rs"), `const FILES: &[File] = &[\n${rows.join("")}];\n`);
