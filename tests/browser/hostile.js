/*
 * Everything a page shows may have been written by an attacker: records, what the lab wrote down, logs, addresses. Whatever it is, it
 * is shown as text: no script runs, no dialog opens, nothing makes the browser ask the content security policy, no header is added.
 */
import { join } from "node:path";
import { onPage, openPage } from "./lib/browser.js";
import { ATTACK, SHOWN, buildHostileCanons } from "./lib/hostile_canon.js";
import { assert, each } from "./lib/report.js";
import { exportSite, runCairn, sendRaw, serve } from "./lib/server.js";
import { LANGUAGES, kinds, open } from "./kinds.js";

const WIDTH = 4;

/* What an attack would have done to this page. */
async function harmOf(page) {
  return page.evaluate(() => {
    const harm = [];
    if (window.__xss !== undefined) harm.push("a script of the attacker ran");
    for (const element of document.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        if (name.startsWith("on")) harm.push(`<${element.localName} ${name}>`);
        if (/^\s*(javascript|data|vbscript):/i.test(value) && ["href", "src", "action", "formaction"].includes(name))
          harm.push(`<${element.localName} ${name}="${value}">`);
      }
      const isForeign = element.localName === "script" && !element.src && element.type !== "application/ld+json";
      if (isForeign || element.matches("iframe, object, embed, base, meta[http-equiv]")) harm.push(`<${element.localName}>`);
    }
    return harm;
  });
}

/* A character that turns the direction of what follows is shown as its code, or held within its own element. */
async function turnedText(page) {
  return page.evaluate(() => {
    const turned = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode())
      if (/[\u202A-\u202E\u2066-\u2069]/.test(walker.currentNode.data)) turned.push(walker.currentNode.parentElement.outerHTML.slice(0, 200));
    return turned.map((html) => `text that turns the direction of writing: ${html}`);
  });
}

async function lookAt(page) {
  return [...(await harmOf(page)), ...(await turnedText(page))].map((harm) => `${page.url()}: ${harm}`);
}

async function shows(page) {
  const text = await page.locator("main").textContent();
  assert(text.includes(SHOWN), `${page.url()}: the attack is not shown as text`);
}

/* ---- a hostile canon ---- */

/* A context a page would cost more than all the pages: each worker goes through its part with one. */
async function checkPages(site, paths, report) {
  const parts = Array.from({ length: WIDTH }, (_, part) => paths.filter((_path, i) => i % WIDTH === part));
  await Promise.all(parts.map(async (part) => {
    const { context, page, trouble } = await openPage(site.browser);
    for (const path of part)
      await report.test(`hostile/page ${path}`, async () => {
        await page.goto(site.url + path);
        if (/^\/(errors|families)\/[^/]+\/[^/]+\//.test(path)) await shows(page);
        return [...(await lookAt(page)), ...trouble.splice(0)];
      });
    await context.close();
  }));
}

/* Programs get the same texts, where they are data. */
async function checkJson(site, paths) {
  const wrong = [];
  await each(paths, 8, async (path) => {
    const answer = await fetch(site.url + path);
    const type = answer.headers.get("content-type");
    if (type !== "application/json" || answer.headers.get("x-content-type-options") !== "nosniff") wrong.push(`${path}: may be taken for a page: ${type}`);
    JSON.parse(await answer.text());
  });
  return wrong;
}

/* ---- hostile logs ---- */

const LOG = `kiln: cannot heat chamber 4: no flame${ATTACK}\nnobody knows this: ${ATTACK}\n`;

async function paste(page, site, path) {
  await page.goto(site.url + path);
  await page.locator("form.box textarea").fill(LOG);
  await page.locator("form.box button").click();
  await page.locator("#answer").waitFor();
  await shows(page);
  return lookAt(page);
}

async function dropFile(page, site, path) {
  await page.goto(site.url + path);
  await page.locator("form.box input[type=file]").setInputFiles({ name: `${SHOWN.replaceAll("/", "")}.log`, mimeType: "text/html", buffer: Buffer.from(LOG) });
  await page.locator("form.box button").click();
  await page.locator("#answer").waitFor();
  await shows(page);
  return lookAt(page);
}

/* The API's page, loaded as a document by whoever gets somebody to send the form. */
async function askApi(page, site) {
  const answer = await fetch(`${site.url}/api/v1/explain`, {
    method: "POST", body: LOG, headers: { "Content-Type": "text/plain", Accept: "text/html" },
  });
  assert(answer.headers.get("content-security-policy"), "the page has no content security policy");
  await page.route("**/sent", async (route) =>
    route.fulfill({ status: 200, body: await answer.text(), headers: Object.fromEntries(answer.headers) }));
  await page.goto(`${site.url}/sent`);
  await shows(page);
  return lookAt(page);
}

async function typeIt(page, site, path) {
  await page.goto(site.url + path);
  const asked = page.waitForResponse((response) => response.url().includes("/api/v1/search"));
  await page.getByRole("combobox").fill(`kiln ${SHOWN}`);
  await (await asked).finished();
  return lookAt(page);
}

/* ---- hostile addresses ---- */

const quoted = encodeURIComponent(ATTACK);
const ADDRESSES = [
  `/search/?q=${quoted}`, `/search/zh.html?q=${quoted}`, `/search/?lang=${quoted}&q=kiln`, `/outcome/?record=${quoted}&change=${quoted}`,
  `/outcome/?record=kiln/cannot-heat&change=${quoted}`, `/errors/kiln/${encodeURIComponent(SHOWN.replaceAll("/", ""))}/`, `/errors/${quoted}`,
  `/families/kiln/firing/${encodeURIComponent("<img src=x onerror=window.__xss=1>")}/reload/`, `/?q=${quoted}`, `/search/?q=${quoted}#${quoted}`,
  `/api/v1/records/kiln/${quoted}`, `/api/v1/search?q=${quoted}&lang=${quoted}`, `/api/v1/outcomes?record=${quoted}`,
];

async function visit(page, site, address) {
  const response = await page.goto(site.url + address);
  assert(response.status() < 500, `answers ${response.status()}`);
  return lookAt(page);
}

/* A line end within a parameter must not end a header. */
const BROKEN = ["%0d%0aX-Injected:%20yes%0d%0a%0d%0a<script>window.__xss=1</script>", "%0aX-Injected:%20yes", "%E5%98%8A%E5%98%8DX-Injected:%20yes"];
const CARRIERS = [
  (text) => `/errors/kiln/cannot-heat${text}`, (text) => `/errors/${text}/`, (text) => `/search/?q=${text}`, (text) => `/outcome/?record=${text}`,
  (text) => `/api/v1/records/kiln/${text}`, (text) => `/api/v1/search?q=kiln&lang=${text}`, (text) => `/api/v1/records?after=${text}&limit=1`,
];

async function checkHeaders(site) {
  const wrong = [];
  for (const carrier of CARRIERS)
    for (const text of BROKEN) {
      const target = carrier(text);
      const answer = await sendRaw(site.port, `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${site.port}\r\nConnection: close\r\n\r\n`);
      const head = answer.split("\r\n\r\n")[0];
      if (!/^HTTP\/1\.1 [2-4]\d\d /.test(head)) wrong.push(`${target}: ${head.split("\r\n")[0] || "no answer"}`);
      if (/^x-injected/im.test(head)) wrong.push(`${target}: a header was added`);
    }
  return wrong;
}

/* ---- the policy itself ---- */

const POLICY = ["default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"];

async function checkPolicy(site, report) {
  for (const kind of kinds)
    await report.test(`hostile/policy/${kind.name}`, () =>
      onPage(site.browser, {}, async (page) => {
        const headers = (await open(page, site, kind, "en")).headers();
        const policy = headers["content-security-policy"] ?? "";
        const wrong = POLICY.filter((part) => !policy.split("; ").includes(part)).map((part) => `the policy has no ${part}: ${policy}`);
        if (/unsafe|\*/.test(policy)) wrong.push(`the policy allows too much: ${policy}`);
        if (headers["x-content-type-options"] !== "nosniff") wrong.push("the browser may guess what it is");
        return wrong;
      }));
}

async function attack(site, report) {
  const pages = site.paths.filter((path) => /(\/|\.html)$/.test(path));
  await checkPages(site, pages, report);
  const documents = site.paths.filter((path) => path.endsWith(".json") && !path.startsWith("/schema/"));
  await report.test("hostile/json", () => checkJson(site, documents));
  for (const language of LANGUAGES) {
    const path = language === "zh" ? "/zh.html" : "/";
    for (const javaScriptEnabled of [true, false])
      for (const [name, way] of Object.entries({ paste, dropFile }))
        await report.test(`hostile/${language}/${javaScriptEnabled ? "script" : "no script"}/${name}`, () =>
          onPage(site.browser, { javaScriptEnabled }, (page) => way(page, site, path)));
    await report.test(`hostile/${language}/type`, () => onPage(site.browser, {}, (page) => typeIt(page, site, path)));
  }
  await report.test("hostile/api", () => onPage(site.browser, {}, (page) => askApi(page, site)));
  for (const address of ADDRESSES)
    await report.test(`hostile/address ${address.slice(0, 60)}`, () => onPage(site.browser, {}, (page) => visit(page, site, address)));
  await report.test("hostile/no header is added", () => checkHeaders(site));
}

export async function run(site, report) {
  const canons = buildHostileCanons((args) => runCairn(site.cairn, args), site.source, site.scratch);
  const server = await serve(site.cairn, canons, join(site.scratch, "hostile-ledger"));
  try {
    const paths = exportSite(site.cairn, canons, join(site.scratch, "hostile-export"), server.url);
    await attack({ ...site, url: server.url, port: server.port, paths }, report);
  } finally {
    await server.stop();
  }
  await checkPolicy(site, report);
}
