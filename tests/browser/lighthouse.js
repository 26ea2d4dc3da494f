/*
 * Lighthouse, on a phone and on a desktop: each page has 95 of 100 at least. Accessibility, best practices and SEO depend on the
 * page alone. Performance is worked out from how long this machine took, so it is printed here and asked for only where the machine
 * is known to be idle: STRICT=yes tests/browser/run lighthouse. A page may be measured twice more: a trace fails now and then.
 */
import lighthouse, { desktopConfig } from "lighthouse";
import { examples } from "./kinds.js";

const LEAST = 95;
const IS_STRICT = process.env.STRICT === "yes";
const ATTEMPTS = 3;
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const isAsked = (category) => IS_STRICT || category !== "performance";
const PRESETS = { mobile: undefined, desktop: desktopConfig };
const PAGES = {
  home: "/",
  record: examples.record,
  family: examples.family,
  cell: examples.cell,
  search: "/search/", /* what answers a query is in no index, which would cost points here */
};

function scoresOf(report) {
  return CATEGORIES.map((name) => Math.round((report.categories[name].score ?? 0) * 100));
}

/* What cost points, for who has to mend it. */
function lostOf(report) {
  return CATEGORIES.flatMap((name) => report.categories[name].auditRefs
    .filter(({ id, weight }) => weight > 0 && (report.audits[id].score ?? 1) < 0.9)
    .map(({ id }) => `${name}: ${id}: ${report.audits[id].title} ${report.audits[id].displayValue ?? ""}`));
}

async function measure(site, path, preset) {
  const result = await lighthouse(site.url + path, { port: site.debugPort, output: "json", logLevel: "silent", onlyCategories: CATEGORIES }, PRESETS[preset]);
  return result.lhr;
}

async function check(site, name, preset) {
  let wrong;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const result = await measure(site, PAGES[name], preset);
    const scores = scoresOf(result);
    const trouble = result.runtimeError ? [result.runtimeError.message] : [];
    console.log(`lighthouse ${name.padEnd(6)} ${preset.padEnd(7)} ${CATEGORIES.map((c, i) => `${c} ${scores[i]}`).join(", ")} ${trouble}`);
    if (!trouble.length && scores.every((score, i) => score >= LEAST || !isAsked(CATEGORIES[i]))) return [];
    wrong = [`${scores.join(", ")}: each must be ${LEAST} at least`, ...trouble, ...lostOf(result)];
  }
  return wrong;
}

export async function run(site, report) {
  for (const name of Object.keys(PAGES))
    for (const preset of Object.keys(PRESETS)) await report.test(`lighthouse/${name}/${preset}`, () => check(site, name, preset));
}
