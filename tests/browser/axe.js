/*
 * axe-core on every kind of page, in both languages, light and dark, on a phone and on a wide screen: no violation at all, and
 * none of its rules is switched off.
 */
import axe from "axe-core";
import { PHONE, WIDE, onPage } from "./lib/browser.js";
import { each } from "./lib/report.js";
import { LANGUAGES, kinds, open } from "./kinds.js";

const LOOKS = [
  { colorScheme: "light", viewport: WIDE },
  { colorScheme: "dark", viewport: PHONE },
  { colorScheme: "dark", viewport: WIDE },
  { colorScheme: "light", viewport: PHONE },
];

function describe({ colorScheme, viewport }, violation) {
  const places = violation.nodes.slice(0, 4).map((node) => `${node.target.join(" ")}: ${node.failureSummary}`);
  return `${colorScheme}, ${viewport.width} px: ${violation.id}: ${violation.help} (${violation.nodes.length})\n${places.join("\n")}`;
}

/* A page wider than the screen scrolls sideways as a whole, which nobody can read. */
async function isTooWide(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

async function check(page, look) {
  await page.emulateMedia({ colorScheme: look.colorScheme });
  await page.setViewportSize(look.viewport);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  const wrong = violations.map((violation) => describe(look, violation));
  if (await isTooWide(page)) wrong.push(`${look.viewport.width} px: the page is wider than the screen`);
  return wrong;
}

/* Thousands of cells take axe seconds a look, and all looks of their marks are in the lesser families: two will do. */
function looksOf(kind) {
  return kind.isGreat ? LOOKS.slice(0, 2) : LOOKS;
}

export async function run(site, report) {
  const all = LANGUAGES.flatMap((language) => kinds.map((kind) => ({ language, kind })));
  await each(all, 2, ({ language, kind }) =>
    report.test(`axe/${language}/${kind.name}`, () =>
      onPage(site.browser, {}, async (page, context) => {
        await context.addInitScript({ content: axe.source });
        await open(page, site, kind, language);
        const wrong = [];
        for (const look of looksOf(kind)) wrong.push(...(await check(page, look)));
        return wrong;
      })));
}
