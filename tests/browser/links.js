/*
 * The whole site, as a crawler sees it. From the two home pages every link is followed: each leads somewhere, each asset is there,
 * each fragment exists; the other language of a page names that page in turn; titles tell the pages of a language apart; and
 * every page that the export lists was reached.
 */
import { readPage } from "./lib/markup.js";
import { each } from "./lib/report.js";

const WIDTH = 8;

function withoutFragment(address) {
  const at = address.indexOf("#");
  return at < 0 ? address : address.slice(0, at);
}

class Crawl {
  pages = new Map(); /* address → {title, ids, alternates, …} of HTML */
  statuses = new Map(); /* every address asked for → status */
  fragments = new Map(); /* address with fragment → the first page that names it */
  queue = [];
  wrong = [];

  constructor(url) {
    this.url = url;
  }

  add(address, from) {
    if (!address.startsWith(`${this.url}/`)) {
      if (!/^(https?|mailto):/.test(address)) this.wrong.push(`${from}: links to ${address}`);
      return; /* other sites are not asked */
    }
    const target = withoutFragment(address);
    if (target !== address && !this.fragments.has(address)) this.fragments.set(address, from);
    if (this.statuses.has(target)) return;
    this.statuses.set(target, 0);
    this.queue.push([target, from]);
  }

  async visit(address, from) {
    const response = await fetch(address, { headers: { Accept: "text/html, */*;q=0.5" }, redirect: "manual" });
    this.statuses.set(address, response.status);
    const text = await response.text();
    if (response.status !== 200) this.wrong.push(`${from}: links to ${address}, which answers ${response.status}`);
    else if (response.headers.get("content-type")?.startsWith("text/html")) this.read(address, text);
  }

  read(address, text) {
    const page = readPage(text, address);
    this.pages.set(address, page);
    for (const reference of page.references) this.add(reference, address);
  }

  async run() {
    while (this.queue.length) await each(this.queue.splice(0), WIDTH, ([address, from]) => this.visit(address, from));
  }

  deadFragments() {
    const dead = [];
    for (const [address, from] of this.fragments) {
      const page = this.pages.get(withoutFragment(address));
      const id = decodeURIComponent(address.slice(address.indexOf("#") + 1));
      if (id && page && !page.ids.has(id)) dead.push(`${from}: links to ${address}, where there is no such id`);
    }
    return dead;
  }
}

/* Answers to a query or a form stand beside the pages, and are in no index. */
function isPage(address) {
  return !address.includes("?");
}

function checkAlternates(crawl) {
  const wrong = [];
  for (const [address, page] of crawl.pages) {
    if (!isPage(address)) continue;
    const code = page.language;
    if (page.canonical !== address) wrong.push(`${address}: its canonical address is ${page.canonical}`);
    if (page.alternates.get(code) !== address) wrong.push(`${address}: hreflang ${code} is ${page.alternates.get(code)}`);
    for (const [language, other] of page.alternates) {
      const twin = crawl.pages.get(other);
      if (!twin) wrong.push(`${address}: hreflang ${language} is ${other}, which was never reached`);
      else if (language !== "x-default" && twin.language !== language) wrong.push(`${other}: is in ${twin.language}, not ${language}`);
      else if (twin.alternates.get(code) !== address) wrong.push(`${other}: does not name ${address} in turn`);
    }
  }
  return wrong;
}

function checkTitles(crawl) {
  const wrong = [];
  const titles = new Map();
  for (const [address, page] of crawl.pages) {
    if (!isPage(address)) continue;
    const key = `${page.language}\n${page.title}`;
    if (!page.title) wrong.push(`${address}: no title`);
    else if (titles.has(key)) wrong.push(`${address}: has the title of ${titles.get(key)}: ${page.title}`);
    titles.set(key, address);
  }
  return wrong;
}

function checkOrphans(crawl, site) {
  return site.exported().paths
    .filter((path) => /(\/|\.html)$/.test(path) && !crawl.pages.has(site.url + path))
    .map((path) => `${path}: no page links to it`);
}

export async function run(site, report) {
  const crawl = new Crawl(site.url);
  for (const path of ["/", "/zh.html"]) crawl.add(site.url + path, "the start");
  await crawl.run();
  console.log(`links: ${crawl.pages.size} pages, ${crawl.statuses.size} addresses, ${crawl.fragments.size} fragments`);
  report.count("links/every link and asset resolves", crawl.wrong);
  report.count("links/every fragment exists", crawl.deadFragments());
  report.count("links/languages name each other", checkAlternates(crawl));
  report.count("links/titles are unique", checkTitles(crawl));
  report.count("links/no page is an orphan", checkOrphans(crawl, site));
}
