/*
 * The static export as it is read from a disk, and from a host that only hands out files: everything can be read and found, and what
 * needs the server says so in words.
 */
import { pathToFileURL } from "node:url";
import { onPage } from "./lib/browser.js";
import { assert, each } from "./lib/report.js";
import { serveFolder } from "./lib/server.js";
import { LANGUAGES, MESSAGE } from "./kinds.js";

function page(base, path, language) {
  return `${base}${path}${language === "zh" ? "zh.html" : "index.html"}`;
}

async function hasStyle(page) {
  const columns = await page.evaluate(() => getComputedStyle(document.querySelector("header.site")).display);
  assert(columns === "flex", `${page.url()}: the style sheet is not there`);
}

async function step(page, selector, pattern) {
  await page.locator(selector).first().click();
  await page.waitForURL((url) => pattern.test(url.pathname));
  await hasStyle(page);
}

async function read(tab, base, language) {
  const end = language === "zh" ? "zh\\.html$" : "(index\\.html)?$";
  await tab.goto(page(base, "/", language));
  await hasStyle(tab);
  await step(tab, 'main a[href*="domains/nginx/"]', new RegExp(`/domains/nginx/${end}`));
  await step(tab, 'main a[href*="upstream-ssl-certificate-verify-error/"]', new RegExp(`/errors/nginx/[^/]+/${end}`));
  await step(tab, 'main table a[href*="families/"]', new RegExp(`/families/nginx/[^/]+/[^/]+/[^/]+/${end}`));
  await step(tab, "header.site a[hreflang]", new RegExp(`/families/nginx/[^/]+/[^/]+/[^/]+/${language === "zh" ? "(index\\.html)?$" : "zh\\.html$"}`));
}

/* What only a server can do is said, in the page's language, where one asked. */
async function boxSaysNo(tab, base, language) {
  await tab.goto(page(base, "/", language));
  const form = tab.locator("form.box");
  await form.locator("textarea").fill(MESSAGE);
  await form.locator("button").click();
  await form.locator("[data-say]", { hasText: await form.getAttribute("data-static") }).waitFor();
}

async function searchFilters(tab, base, language) {
  await tab.goto(page(base, "/", language));
  const input = tab.locator("header input[type=search]");
  await input.fill("certificate");
  await input.press("Enter");
  await tab.waitForURL((url) => url.pathname.includes("/search/"));
  const shown = tab.locator("main ul.records > li:visible");
  await shown.first().waitFor();
  const texts = await shown.allTextContents();
  assert(texts.every((text) => text.toLowerCase().includes("certificate")), "the list is not filtered");
}

/* A browser says on its console that it could not fetch from a disk, and that a host refused. Nothing else may be wrong. */
function isExpected(line) {
  return /Failed to load resource|Fetch API cannot load file|URL scheme "file" is not supported|CORS policy/.test(line);
}

async function onSite(site, options, base, language, way) {
  const wrong = await onPage(site.browser, options, (tab) => way(tab, base, language));
  return wrong.filter((line) => !isExpected(line));
}

export async function run(site, report) {
  const { folder } = site.exported();
  const host = await serveFolder(folder);
  const bases = { disk: pathToFileURL(folder).href, host: host.url };
  const all = Object.entries(bases).flatMap(([where, base]) => LANGUAGES.map((language) => ({ where, base, language })));
  await each(all, 2, async ({ where, base, language }) => {
    const name = `disk/${where}/${language}`;
    await report.test(`${name}/read`, () => onSite(site, {}, base, language, read));
    await report.test(`${name}/the box says no`, () => onSite(site, {}, base, language, boxSaysNo));
    await report.test(`${name}/search filters`, () => onSite(site, {}, base, language, searchFilters));
  });
  await report.test("disk/host/en/read without script", () => onSite(site, { javaScriptEnabled: false }, host.url, "en", read));
  host.stop();
}
