/*
 * The ways people take through the site, in English and Chinese, with script and without: what is shown is asked for by its role and
 * place, never by its words, so that one way serves both languages.
 */
import { assert, each } from "./lib/report.js";
import { onPage } from "./lib/browser.js";
import { LANGUAGES, MESSAGE, addressOf, examples, kinds, open } from "./kinds.js";

const RECORD = "nginx/upstream-ssl-certificate-verify-error";
const FILE = { name: "error.log", mimeType: "text/plain", buffer: Buffer.from(`something ordinary\n${MESSAGE}\n`) };

function inLanguage(path, language) {
  return language === "zh" ? `${path}zh.html` : path;
}

async function isIn(page, language) {
  const found = await page.locator("html").getAttribute("lang");
  assert(found === (language === "zh" ? "zh-Hans" : "en"), `${page.url()} is in ${found}`);
}

function pathOf(page) {
  return new URL(page.url()).pathname;
}

/* The answer names the record and links to its page in the language one reads. */
async function answerLeadsToRecord(page, language) {
  const link = page.locator(`#answer a[href*="errors/${RECORD}/"]`).first();
  await link.waitFor();
  assert(!page.url().includes("verify"), `the message stands in the address: ${page.url()}`);
  await link.click();
  await page.waitForURL((url) => url.pathname === inLanguage(`/errors/${RECORD}/`, language));
  await isIn(page, language);
}

/* ---- the box ---- */

async function paste(page, site, language) {
  await page.goto(site.url + inLanguage("/", language));
  await page.locator("form.box textarea").fill(MESSAGE);
  await page.locator("form.box button").click();
  await answerLeadsToRecord(page, language);
}

async function chooseFile(page, site, language) {
  await page.goto(site.url + inLanguage("/explain/", language));
  await page.locator("form.box input[type=file]").setInputFiles(FILE);
  await page.locator("form.box button").click();
  await answerLeadsToRecord(page, language);
}

async function drop(page, site, language) {
  await page.goto(site.url + inLanguage("/", language));
  const dataTransfer = await page.evaluateHandle(([name, text]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name, { type: "text/plain" }));
    return transfer;
  }, [FILE.name, FILE.buffer.toString()]);
  await page.locator("form.box").dispatchEvent("drop", { dataTransfer });
  await answerLeadsToRecord(page, language);
}

/* A file above the limit is refused in the page, before anything is sent, in words. */
async function dropTooMuch(page, site, language) {
  await page.goto(site.url + inLanguage("/", language));
  await page.locator("form.box input[type=file]").setInputFiles({ ...FILE, buffer: Buffer.alloc((1 << 20) + 1, "a") });
  await page.locator("form.box button").click();
  const form = page.locator("form.box");
  const sentence = await form.getAttribute("data-large");
  await form.locator("[data-say]", { hasText: sentence }).waitFor();
}

/* ---- search ---- */

async function searchByForm(page, site, language) {
  await page.goto(site.url + inLanguage("/stats/", language));
  const input = page.locator("header input[type=search]");
  await input.fill("certificate chain");
  await input.press("Enter");
  await page.waitForURL((url) => url.pathname.startsWith("/search/") && url.searchParams.get("q") === "certificate chain");
  await isIn(page, language);
  const first = page.locator('main a[href*="errors/"]').first();
  await first.click();
  await page.waitForURL((url) => /^\/errors\/[^/]+\/[^/]+\//.test(url.pathname));
  await isIn(page, language);
}

/* Suggestions come as one types, and the keyboard is enough to take one. */
async function searchByKeyboard(page, site, language) {
  await page.goto(site.url + inLanguage("/stats/", language));
  const input = page.getByRole("combobox");
  await input.focus();
  await page.keyboard.insertText("certificate"); /* one event: a later answer would take the choice back */
  await page.getByRole("option").first().waitFor();
  assert((await input.getAttribute("aria-expanded")) === "true", "the list is shown but not said to be");
  await page.keyboard.press("ArrowDown");
  const chosen = page.locator('[role=option][aria-selected="true"]');
  assert((await input.getAttribute("aria-activedescendant")) === (await chosen.getAttribute("id")), "a reader is not told what is chosen");
  const id = await chosen.locator("small").textContent();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === inLanguage(`/errors/${id}/`, language));
  await isIn(page, language);
}

async function escapeClosesSuggestions(page, site, language) {
  await page.goto(site.url + inLanguage("/", language));
  await page.getByRole("combobox").fill("certificate");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("listbox").waitFor({ state: "hidden" });
}

async function filterList(page, site, language) {
  await page.goto(site.url + inLanguage("/search/", language));
  const all = page.locator("main ul.records > li");
  const total = await all.count();
  await page.locator("header input[type=search]").fill("certificate");
  await page.waitForFunction((count) => document.querySelectorAll("main ul.records > li:not([hidden])").length < count, total);
  const shown = await all.filter({ visible: true }).allTextContents();
  assert(shown.length > 0, "nothing is left of the list");
  assert(shown.every((text) => text.toLowerCase().includes("certificate")), "the list shows what does not fit");
}

/* ---- from page to page ---- */

async function follow(page, selector, pattern) {
  await page.locator(selector).first().click();
  await page.waitForURL((url) => pattern.test(url.pathname));
}

/* Home, domain, record, a mark of its matrix, the cell with a transcript, its family, and all the way back. */
async function browse(page, site, language) {
  await page.goto(site.url + inLanguage("/", language));
  await follow(page, 'main a[href*="domains/nginx/"]', /^\/domains\/nginx\//);
  await follow(page, `main a[href*="${RECORD}/"], main a[href*="${RECORD.split("/")[1]}/"]`, /^\/errors\/nginx\//);
  await follow(page, 'main table a[href*="families/"]', /^\/families\/[^/]+\/[^/]+\/[^/]+\/[^/]+\//);
  await isIn(page, language);
  const summary = page.locator("main details > summary").first();
  await summary.click();
  const transcript = page.locator("main details[open] pre").first();
  await transcript.waitFor();
  assert((await transcript.textContent()).trim() !== "", "the transcript is empty");
  await follow(page, 'main a[href="../../"], main a[href="../../zh.html"], main a[href$="upstream-tls/"], main a[href$="upstream-tls/zh.html"]',
    /^\/families\/nginx\/upstream-tls\/(zh\.html)?$/);
  for (const pattern of [/^\/families\/nginx\/upstream-tls\/[^/]+\/[^/]+\//, /^\/errors\/nginx\//, /^\/domains\/nginx\//]) {
    await page.goBack();
    assert(pattern.test(pathOf(page)), `back leads to ${page.url()}`);
  }
  await isIn(page, language);
}

/* The whole matrix: a row a change, a column a cause, each mark said in words and leading to its cell. */
async function familyMatrix(page, site, language) {
  await page.goto(site.url + inLanguage(examples.family, language));
  const table = page.locator("main table:has(a)").first();
  const columns = await table.locator("thead th").count();
  const rows = table.locator("tbody tr");
  assert(columns > 3 && (await rows.count()) > 3, `the matrix has ${columns} columns, ${await rows.count()} rows`);
  const marks = table.locator("tbody td a");
  const names = await marks.evaluateAll((links) => links.map((link) => link.textContent.trim() || link.getAttribute("aria-label")));
  assert(names.every(Boolean), "a mark has no words");
  await marks.first().focus();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => /^\/families\/[^/]+\/[^/]+\/[^/]+\/[^/]+\//.test(url.pathname));
  await isIn(page, language);
}

/* ---- the other language ---- */

async function switchLanguage(page, site, language) {
  const other = language === "zh" ? "en" : "zh";
  const wrong = [];
  for (const kind of kinds.filter((one) => !one.submit)) {
    await open(page, site, kind, language);
    await page.locator("header.site a[hreflang]").click();
    await page.waitForURL((url) => url.href !== addressOf(site, kind, language));
    if (page.url() !== addressOf(site, kind, other)) wrong.push(`${kind.name}: leads to ${page.url()}, not ${addressOf(site, kind, other)}`);
    await isIn(page, other);
  }
  return wrong;
}

/* ---- outcomes ---- */

async function reportOutcome(page, site, language) {
  const counted = async () => (await (await fetch(`${site.url}/api/v1/outcomes?record=${RECORD}`)).json());
  const before = JSON.stringify(await counted());
  await page.goto(site.url + inLanguage(`/errors/${RECORD}/`, language));
  await follow(page, 'main a[href*="outcome/"]', /^\/outcome\//);
  await isIn(page, language);
  await page.locator("main select[name=change]").selectOption({ index: 1 });
  await page.locator("main input[name=worked]").first().check();
  await page.locator("main input[name=environment]").fill("nginx 1.22.1");
  await page.locator("main form button").click();
  await page.locator("main form").waitFor({ state: "detached" });
  await isIn(page, language);
  assert(JSON.stringify(await counted()) !== before, "the ledger has nothing new");
}

/* ---- addresses that are wrong ---- */

async function missingSuggests(page, site, language) {
  const response = await page.goto(site.url + inLanguage("/errors/nginx/upstream-ssl-certificate-verify-eror/", language));
  assert(response.status() === 404, `answers ${response.status()}`);
  await isIn(page, language);
  await follow(page, `main a[href*="${RECORD.split("/")[1]}/"]`, new RegExp(`^/errors/${RECORD}/`));
  await isIn(page, language);
}

async function movedLeadsOn(page, site) {
  await page.goto(`${site.url}/errors/${RECORD}`);
  assert(pathOf(page) === `/errors/${RECORD}/`, `leads to ${page.url()}`);
}

const ALWAYS = { paste, chooseFile, searchByForm, browse, familyMatrix, switchLanguage, reportOutcome, missingSuggests, movedLeadsOn };
const WITH_SCRIPT = { drop, dropTooMuch, searchByKeyboard, escapeClosesSuggestions, filterList };

export async function run(site, report) {
  const all = [];
  for (const language of LANGUAGES) {
    for (const [name, way] of Object.entries({ ...ALWAYS, ...WITH_SCRIPT })) all.push([name, way, language, true]);
    for (const [name, way] of Object.entries(ALWAYS)) all.push([name, way, language, false]);
  }
  await each(all, 2, ([name, way, language, javaScriptEnabled]) =>
    report.test(`ways/${language}/${javaScriptEnabled ? "script" : "no script"}/${name}`, () =>
      onPage(site.browser, { javaScriptEnabled }, (page) => way(page, site, language))));
}
