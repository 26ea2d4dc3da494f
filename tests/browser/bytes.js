/*
 * What the server sends is what the export writes, byte for byte and path by path; its ETag is made of the bytes and of nothing
 * else, so equal bytes have equal ones and a cache that has them gets 304.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { examples } from "./kinds.js";
import { each } from "./lib/report.js";

const WIDTH = 8;

function digest(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

class Comparison {
  differing = [];
  tags = new Map(); /* ETag → digest of the bytes */
  wrongTags = [];

  constructor(url, folder) {
    this.url = url;
    this.folder = folder;
  }

  async visit(path) {
    const file = path.endsWith("/") ? `${path}index.html` : path;
    const written = readFileSync(join(this.folder, file));
    const response = await fetch(this.url + path, { headers: { "Accept-Encoding": "identity" } });
    const served = Buffer.from(await response.arrayBuffer());
    if (response.status !== 200) this.differing.push(`${path}: the server answers ${response.status}`);
    else if (!served.equals(written)) this.differing.push(`${path}: ${served.length} bytes served, ${written.length} written, not the same`);
    this.keepTag(path, response.headers.get("etag"), digest(served));
  }

  keepTag(path, tag, bytes) {
    if (!tag || tag.startsWith("W/")) this.wrongTags.push(`${path}: its ETag is ${tag}`);
    else if ((this.tags.get(tag) ?? bytes) !== bytes) this.wrongTags.push(`${path}: the ETag ${tag} of other bytes`);
    this.tags.set(tag, bytes);
  }
}

/* A cache asks again: 304 with no body; with another tag it gets the page. */
async function checkConditional(site, path) {
  const wrong = [];
  const tag = (await fetch(site.url + path)).headers.get("etag");
  const kept = await fetch(site.url + path, { headers: { "If-None-Match": tag } });
  if (kept.status !== 304 || (await kept.text()) !== "") wrong.push(`${path}: If-None-Match ${tag} gives ${kept.status}`);
  const other = await fetch(site.url + path, { headers: { "If-None-Match": '"0"' } });
  if (other.status !== 200) wrong.push(`${path}: If-None-Match of other bytes gives ${other.status}`);
  return wrong;
}

export async function run(site, report) {
  const { folder, paths } = site.exported();
  const comparison = new Comparison(site.url, folder);
  await each(paths, WIDTH, (path) => comparison.visit(path));
  console.log(`bytes: ${paths.length} paths`);
  report.count("bytes/export and server are equal", comparison.differing);
  report.count("bytes/an ETag belongs to bytes", comparison.wrongTags);
  for (const path of ["/", examples.record, examples.cell, "/llms.txt"])
    await report.test(`bytes/304 ${path}`, () => checkConditional(site, path));
}
