/*
 * html-validate on every kind of page in both languages, on the bytes as they were sent. Rules that are off or changed say why.
 */
import { HtmlValidate } from "html-validate";
import { onPage } from "./lib/browser.js";
import { LANGUAGES, kinds, open } from "./kinds.js";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended", "html-validate:a11y", "html-validate:document"],
  rules: {
    "long-title": "off", /* a title is the message that people search for */
    "no-trailing-whitespace": "off", /* within <pre>, spaces are part of a command or a transcript */
    "no-implicit-button-type": "off", /* each form has one button, and it sends: the default */
    "autocomplete-password": "off", /* a token is no password that a browser should keep */
    "require-sri": ["error", { target: "crossorigin" }], /* assets come from the site itself */
    "prefer-native-element": ["error", { exclude: ["region"] }], /* what scrolls by itself is no section of the text */
    "valid-id": ["error", { relaxed: true }], /* names of environments hold dots */
  },
});

export async function run(site, report) {
  for (const language of LANGUAGES)
    for (const kind of kinds)
      await report.test(`html/${language}/${kind.name}`, () =>
        onPage(site.browser, { javaScriptEnabled: false }, async (page) => {
          const response = await open(page, site, kind, language);
          const { results } = await validator.validateString(await response.text());
          return results.flatMap(({ messages }) => messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`));
        }));
}
