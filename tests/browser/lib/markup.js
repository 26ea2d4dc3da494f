/*
 * What a page refers to. Reading start tags with a regex is sound here because html.js shows that every kind of page is valid:
 * attributes are quoted, and no bare `<` stands in them.
 */
const TAG = /<([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>/g;
const ATTRIBUTE = /([a-z-]+)(?:="([^"]*)")?/g;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

export function decode(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+));/gi, (whole, hex, decimal, name) =>
    hex ? String.fromCodePoint(parseInt(hex, 16)) : decimal ? String.fromCodePoint(Number(decimal)) : ENTITIES[name] ?? whole);
}

/* The start tags of a document: {name, attributes}. Data blocks (JSON-LD) hold no tags. */
export function* tagsOf(html) {
  for (const [, name, rest] of html.replace(/<!--.*?-->/gs, "").matchAll(TAG)) {
    const attributes = {};
    for (const [, key, value] of rest.matchAll(ATTRIBUTE)) attributes[key] = decode(value ?? "");
    yield { name, attributes };
  }
}

const REFERENCES = { a: ["href"], link: ["href"], script: ["src"], img: ["src"], form: ["action"], use: ["href"], iframe: ["src"] };

/* {title, language, ids, references, alternates: Map(hreflang → address), canonical} with addresses made absolute. */
export function readPage(html, url) {
  const page = { ids: new Set(), references: [], alternates: new Map(), canonical: undefined, language: undefined };
  page.title = decode(/<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "");
  for (const { name, attributes } of tagsOf(html)) {
    if (name === "html") page.language = attributes.lang;
    if (attributes.id !== undefined) page.ids.add(attributes.id);
    for (const key of REFERENCES[name] ?? [])
      if (attributes[key] !== undefined) page.references.push(new URL(attributes[key], url).href);
    if (name !== "link") continue;
    const target = new URL(attributes.href, url).href;
    if (attributes.rel === "canonical") page.canonical = target;
    if (attributes.rel === "alternate" && attributes.hreflang) page.alternates.set(attributes.hreflang, target);
  }
  return page;
}
