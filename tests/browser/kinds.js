/*
 * Every kind of page there is, by what a person does to see it: the pages that an export has, and the answers that the server alone
 * gives. Records, families and cells are those of the shipped canon that have most on them, and some that have least.
 */
export const MESSAGE =
  "2026/11/21 10:00:00 [error] 7#7: *1 upstream SSL certificate verify error: (20:unable to get local issuer certificate) while SSL " +
  'handshaking to upstream, client: 10.0.0.9, server: shop, request: "GET / HTTP/1.1", upstream: "https://10.0.0.5:8443/", host: "shop"';

export const examples = {
  record: "/errors/nginx/upstream-ssl-certificate-verify-error/",
  family: "/families/nginx/upstream-connect/",
  cell: "/families/nginx/upstream-tls/depth_too_small/raise_verify_depth/",
};

/* `path` is that of the English page; `submit` what is then filled in and sent, as without script. */
export const kinds = [
  { name: "home", path: "/" },
  { name: "record", path: examples.record },
  { name: "record without trials", path: "/errors/npm/eresolve-unable-to-resolve-dependency-tree/" },
  { name: "records", path: "/errors/" },
  { name: "domain", path: "/domains/nginx/" },
  { name: "family", path: examples.family },
  { name: "great family", path: "/families/nginx/upstream-tls/", isGreat: true },
  { name: "cell", path: examples.cell },
  { name: "statistics", path: "/stats/" },
  { name: "search", path: "/search/" },
  { name: "found", path: "/search/", query: "?q=certificate" },
  { name: "nothing found", path: "/search/", query: "?q=zyxwvut" },
  { name: "box", path: "/explain/" },
  { name: "explanation", path: "/explain/", submit: { textarea: MESSAGE } },
  { name: "nothing known", path: "/explain/", submit: { textarea: "zyxwvut: qponmlk" } },
  { name: "outcome", path: "/outcome/" },
  { name: "outcome form", path: "/outcome/", query: "?record=nginx/upstream-ssl-certificate-verify-error" },
  { name: "API", path: "/api/" },
  { name: "missing", path: "/errors/nginx/upstream-verify-expird/", status: 404 },
];

export const LANGUAGES = ["en", "zh"];

export function addressOf(site, kind, language) {
  return `${site.url}${kind.path}${language === "zh" ? "zh.html" : ""}${kind.query ?? ""}`;
}

/* Leads the page there and gives the answer as it was sent. */
export async function open(page, site, kind, language) {
  let response = await page.goto(addressOf(site, kind, language));
  if (kind.submit) response = await submit(page, kind.submit);
  const expected = kind.status ?? 200;
  if (response.status() !== expected) throw new Error(`${page.url()}: answers ${response.status()}, not ${expected}`);
  return response;
}

/* form.submit() asks no script: what the server answers is shown. */
async function submit(page, values) {
  const form = page.locator("main form").first();
  for (const [selector, value] of Object.entries(values)) await form.locator(selector).fill(value);
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.request().isNavigationRequest()),
    form.evaluate((element) => element.submit()),
  ]);
  await page.waitForLoadState();
  return response;
}
