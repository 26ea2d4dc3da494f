/*
 * One chromium for all tests, and pages that tell what went wrong on them: errors of scripts, violations of the content security
 * policy, dialogs, assets that are missing. A test that ends well asks for these too.
 */
import { chromium } from "playwright-core";

export const PHONE = { width: 360, height: 780 };
export const WIDE = { width: 1440, height: 900 };

/* Waits are for conditions; this only says when one will never come. */
const PATIENCE_MS = 30_000;

export function launch(port) {
  const args = [`--remote-debugging-port=${port}`];
  if (process.getuid() === 0) args.push("--no-sandbox"); /* chromium's own sandbox refuses root */
  return chromium.launch({ executablePath: process.env.CHROMIUM, args });
}

/* What a page itself answers with (404 for a missing one) is logged at its own address; for a document that names no icon, such as
 * JSON, chromium asks for one by itself. */
function isExpected(message, page) {
  const { url } = message.location();
  return message.text().startsWith("Failed to load resource") && (url === page.url() || new URL(url).pathname === "/favicon.ico");
}

function watch(page, trouble) {
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("pageerror", (error) => trouble.push(`${page.url()}: a script failed: ${error.message}`));
  page.on("dialog", (dialog) => {
    trouble.push(`${page.url()}: a dialog opened: ${dialog.message()}`);
    dialog.dismiss().catch(() => {}); /* the page may be gone already */
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !isExpected(message, page)) trouble.push(`${page.url()}: ${message.text()} (${message.location().url})`);
  });
}

/* A context of its own with one page; `trouble` lists what went wrong on it. */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  const trouble = [];
  context.on("page", (page) => watch(page, trouble));
  const page = await context.newPage();
  return { context, page, trouble };
}

/* Runs `use(page, context)` and gives what it gives, and the trouble on the page. */
export async function onPage(browser, options, use) {
  const { context, page, trouble } = await openPage(browser, options);
  try {
    const wrong = (await use(page, context)) ?? [];
    return [...wrong, ...trouble];
  } finally {
    await context.close();
  }
}
