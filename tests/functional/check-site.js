#!/usr/bin/env node
// check-site.js DIR: is an exported site whole? Every link of a page leads to a file of the site, every #place to an element
// with that id, every id occurs once in its page, no page carries a style attribute or a script of its own (the server forbids
// both), and every page can be reached from the first one. Prints what is wrong; exit 1 then.
'use strict';
const fs = require('fs');
const path = require('path');

const root = path.resolve(process.argv[2]);
const complaints = [];
const complain = (file, text) => complaints.push(`${file}: ${text}`);

const walk = (folder) => fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  const name = path.join(folder, entry.name);
  return entry.isDirectory() ? walk(name) : [path.relative(root, name)];
});
const files = new Set(walk(root).filter((name) => name !== '.cairn-site'));

// The page of the API names its description, which a source tree without the API does not have yet.
if (!fs.existsSync(path.join(__dirname, '../../schema/openapi.json'))) files.add('openapi.json');

const decode = (text) => text.replace(/&amp;/g, '&').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, '<').replace(/&gt;/g, '>');
const pages = new Map();
for (const name of files) {
  if (!name.endsWith('.html')) continue;
  const text = fs.readFileSync(path.join(root, name), 'utf8');
  const ids = [...text.matchAll(/<[a-z][^>]*? id="([^"]*)"/g)].map((match) => decode(match[1]));
  const links = [...text.matchAll(/ (?:href|src|action)="([^"]*)"/g)].map((match) => decode(match[1]));
  if (new Set(ids).size !== ids.length) complain(name, `an id stands twice: ${ids.find((id, i) => ids.indexOf(id) !== i)}`);
  if (/<[^>]* style="/.test(text)) complain(name, 'it has a style attribute');
  if (/<script(?![^>]* src=)(?![^>]*application\/ld\+json)/.test(text)) complain(name, 'it has a script of its own');
  if (/<[^>]* on[a-z]+="/.test(text)) complain(name, 'it has an event handler');
  pages.set(name, { ids: new Set(ids), links });
}

const resolve = (from, link) => {
  const [where] = link.split(/[?#]/);
  if (!where) return from;
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(from), where));
  return where.endsWith('/') || where === '.' || where === '..' ? path.posix.join(target, 'index.html') : target;
};

const reached = new Set();
const queue = ['index.html'];
while (queue.length) {
  const name = queue.pop();
  if (reached.has(name)) continue;
  reached.add(name);
  const page = pages.get(name);
  for (const link of page ? page.links : []) {
    if (/^[a-z]+:/.test(link)) continue;
    if (link.startsWith('/')) { complain(name, `a link is not relative: ${link}`); continue; }
    const target = resolve(name, link);
    if (!files.has(target)) { complain(name, `a link leads nowhere: ${link}`); continue; }
    const place = link.split('#')[1];
    if (place && pages.has(target) && !pages.get(target).ids.has(place)) complain(name, `a link leads to no place: ${link}`);
    queue.push(target);
  }
}
for (const name of pages.keys()) if (!reached.has(name)) complain(name, 'nothing leads here');
if (!pages.size) complain(root, 'there are no pages');

for (const complaint of complaints.slice(0, 40)) console.log(complaint);
if (complaints.length > 40) console.log(`and ${complaints.length - 40} more`);
process.exit(complaints.length ? 1 : 0);
