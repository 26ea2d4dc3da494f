/*
 * Pictures for the documentation, of real pages of the shipped canon: docs/pictures/<name>.png, with a palette of 256 colours, below
 * 200 KiB each so that a checkout stays small. Started by ./pictures.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { PHONE, openPage } from "./lib/browser.js";
import { openSite } from "./lib/site.js";
import { examples } from "./kinds.js";

const MOST_BYTES = 200 * 1024;
const PICTURES = [
  { name: "record", path: examples.record, viewport: { width: 1200, height: 1000 } },
  { name: "matrix", path: examples.record, viewport: { width: 1200, height: 900 }, element: "main .matrix" },
  { name: "record-zh", path: `${examples.record}zh.html`, viewport: { width: 1200, height: 1000 } },
  { name: "home", path: "/", viewport: { width: 1200, height: 860 } },
  { name: "home-dark-phone", path: "/zh.html", viewport: PHONE, colorScheme: "dark" },
  { name: "family", path: "/families/nginx/upstream-tls/", viewport: { width: 1400, height: 1000 }, element: "main .matrix" },
];

function squeeze(file) {
  const { status, stderr } = spawnSync("pngquant", ["--force", "--skip-if-larger", "--strip", "--output", file, "256", file]);
  if (status !== 0 && status !== 98) throw new Error(`pngquant ${file}: ${stderr}`); /* 98: it was smaller before */
  const { size } = statSync(file);
  if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes; at most ${MOST_BYTES} belong into a checkout`);
  console.log(`${file}: ${size} bytes`);
}

async function take(site, { name, path, element, viewport, colorScheme }) {
  const { context, page } = await openPage(site.browser, { viewport, colorScheme });
  const file = join(site.source, "docs", "pictures", `${name}.png`);
  await page.goto(site.url + path);
  if (element) await page.locator(element).first().scrollIntoViewIfNeeded();
  await page.screenshot({ path: file });
  await context.close();
  squeeze(file);
}

const site = await openSite();
try {
  mkdirSync(join(site.source, "docs", "pictures"), { recursive: true });
  for (const picture of PICTURES) await take(site, picture);
} finally {
  await site.close();
}
