/*
 * The site as people and crawlers meet it: `check.js [THEME…]`, started by ./run. One server, one export and one browser serve all
 * themes. The last line is "N passed, N failed".
 */
import { Report } from "./lib/report.js";
import { openSite } from "./lib/site.js";

/* In order of how soon they tell what is wrong; lighthouse last, since it measures the browser that the others use. */
const THEMES = ["bytes", "links", "html", "ways", "disk", "hostile", "axe", "lighthouse"];

function chosenThemes() {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !THEMES.includes(name));
  if (unknown.length) throw new Error(`no theme ${unknown.join(", ")}; there are ${THEMES.join(", ")}`);
  return names.length ? names : THEMES;
}

async function runTheme(theme, site, report) {
  const start = Date.now();
  const before = report.passed + report.failed;
  const { run } = await import(`./${theme}.js`);
  await report.test(`${theme}/ran to its end`, () => run(site, report));
  console.log(`${theme}: ${report.passed + report.failed - before} checks in ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

const report = new Report();
try {
  const themes = chosenThemes();
  const site = await openSite();
  for (const theme of themes) await runTheme(theme, site, report);
  report.count("the server ends in order", await site.close());
} catch (error) {
  report.count("the tests start", [error.message]);
}
console.log(`${report.passed} passed, ${report.failed} failed`);
process.exitCode = report.failed ? 1 : 0;
