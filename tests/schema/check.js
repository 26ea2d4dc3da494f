/*
 * Everything that cairn publishes, checked against schema/: `node check.js CAIRN SOURCE SCRATCH`. Each document names
 * its schema itself ("schema": "cairn.record/1"), so a new kind of result without a schema fails here. Afterwards the
 * schemas are tried themselves: real documents are changed in one place, and every change must be refused.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSchemas } from "./schemas.js";

const [cairn, source, scratch] = process.argv.slice(2);
const canonFile = join(scratch, "canon.db");
const failures = [];
const documents = [];

function fail(label, message) {
  failures.push(`${label}: ${message}`);
}

const { ajv, named } = readSchemas(join(source, "schema"), fail);

function validatorOf(document) {
  const schema = named.get(document?.schema);
  return schema && ajv.getSchema(schema.$id);
}

/* A schema that requires all of its keys fixes their order as well. */
function isInOrder(document) {
  const required = named.get(document.schema).required ?? [];
  const keys = Object.keys(document);
  return keys.length !== required.length || keys.every((key, i) => key === required[i]);
}

function check(label, document) {
  documents.push({ label, document });
  const validate = validatorOf(document);
  if (!validate) fail(label, `no schema in schema/ for ${JSON.stringify(document?.schema)}`);
  else if (!validate(document)) fail(label, ajv.errorsText(validate.errors));
  else if (!isInOrder(document)) fail(label, "its keys do not stand in the order of `required`");
}

/* Running the program. */

function run(args, statuses, input = "") {
  const { status, stdout, stderr } = spawnSync(cairn, args, {
    cwd: scratch, input, maxBuffer: 1 << 28,
    env: { ...process.env, CAIRN_CANON: canonFile, HOME: scratch, LC_ALL: "C.UTF-8" },
  });
  if (!statuses.includes(status)) fail(args.join(" "), `exit status ${status}: ${stderr}`);
  return stdout.toString();
}

function parse(label, text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    fail(label, `not JSON: ${error.message}`);
    return undefined;
  }
}

function checkJson(args, statuses, input) {
  const label = args.join(" ");
  const document = parse(label, run([...args, "--format", "json"], statuses, input));
  if (document !== undefined) check(label, document);
  return document;
}

function checkLines(args, statuses, input) {
  const label = `${args.join(" ")} --format ndjson`;
  const lines = run([...args, "--format", "ndjson"], statuses, input).split("\n");
  if (lines.pop() !== "") fail(label, "the last line does not end");
  const found = lines.map((line, i) => parse(`${label}, line ${i + 1}`, line));
  found.forEach((document, i) => document && check(`${label}, line ${i + 1}`, document));
  return found;
}

function checkBoth(args, statuses, input) {
  checkLines(args, statuses, input);
  return checkJson(args, statuses, input);
}

/* What is published. */

function checkCanon(folder) {
  checkBoth(["build", folder, "-o", canonFile], [0]);
  checkBoth(["lint", folder], [0]);
  checkBoth(["lint", "--cost", folder], [0]);
  const { families } = checkJson(["stats"], [0]).canons[0];
  let records = [];
  for (const lang of ["zh", "en"]) {
    checkBoth(["stats", "--lang", lang], [0]);
    records = checkLines(["export", "--all", "--lang", lang], [0]);
    if (!records.length) fail(folder, "export gives no records");
    for (const { id } of families) checkJson(["show", id, "--lang", lang], [0]);
    checkBoth(["show", records[0].id, "--lang", lang], [0]);
    checkBoth(["search", "--lang", lang, ...records[0].signature.match(/[A-Za-z]{4,}/g).slice(0, 2)], [0]);
    const examples = records.flatMap((record) => record.examples.map((example) => example.text));
    checkBoth(["explain", "--lang", lang, "-"], [0, 1], examples.join("\n"));
    for (const record of records.filter((record) => !record.origin))
      checkJson(["explain", "--lang", lang, "-"], [0], record.examples[0].text);
  }
  const mistyped = `${records[0].id.split("/")[1]}q`;
  checkBoth(["search", "zyxwv"], [1]);
  checkBoth(["search", mistyped], [1]);
  checkBoth(["show", mistyped], [1]);
}

function checkInputs() {
  const folder = join(source, "tests", "schema", "inputs");
  const files = readdirSync(folder).map((name) => join(folder, name));
  const example = join(source, "docs", "example", "error.log");
  if (existsSync(example)) files.push(example);
  files.push(join(source, "schema", "record.schema.json"));
  for (const lang of ["en", "zh"])
    for (const file of files) checkBoth(["explain", "--lang", lang, file], [0, 1, 2]);
  const hostile = Buffer.alloc(70000, 0x61);
  for (let i = 0; i < 65536; i += 1) hostile[i] = (i * 7 + (i >> 8)) & 0xff;
  checkBoth(["explain", "-"], [0, 1, 2], hostile);
  checkBoth(["explain", "-"], [1], "");
  checkBoth(["explain", "-m", "certificate verify failed"], [0, 1]);
}

/* What the lab measured. */
function checkCells() {
  for (const lang of ["en", "zh"]) {
    const { cells } = checkBoth(["show", "--cells", "kiln/firing", "--lang", lang], [0]);
    checkBoth(["show", "--cells", "kiln/cannot-heat", "--lang", lang], [0]);
    for (const { cause, change } of cells.slice(0, 3))
      checkJson(["show", "--cause", cause, "--change", change, "kiln/firing", "--lang", lang], [0]);
  }
  checkJson(["show", "--cells", "--cause", "nobody", "kiln/firing"], [1]);
  checkJson(["show", "--cells", "kiln/firin"], [1]);
}

/* Events of the lab, from recorded streams. */
function checkLab() {
  const folder = join(source, "tests", "data", "lab");
  process.env.CAIRN_LAB = join(folder, "replay");
  const streams = { "prove.ndjson": ["prove"], "agree.ndjson": ["prove"], "list.ndjson": ["prove", "--list"], "environments.ndjson": ["env"] };
  for (const [file, args] of Object.entries(streams)) {
    process.env.REPLAY_EVENTS = join(folder, file);
    checkBoth(args, [0, 2]);
  }
}

/* Outcomes: what the program keeps, and trees with votes of reporters, which the golden cases have. */
function checkOutcomes(id) {
  const { workarounds, root_causes: causes } = checkJson(["show", id], [0]);
  const change = workarounds[0].id;
  checkBoth(["outcome", id], [1]);
  checkBoth(["outcome", id, change, "worked"], [0]);
  checkBoth(["outcome", id, change, "failed", "--cause", causes[0].id, "--env", "OpenSSL 3.0.2, nginx 1.22.1"], [0]);
  for (const lang of ["en", "zh"]) checkBoth(["outcome", id, "--lang", lang], [0]);
  checkBoth(["outcome", `${id}q`], [1]);
  checkJson(["show", id], [0]);
  for (const name of ["outcome", "outcomes", "tokens", "tokens-add"])
    check(name, JSON.parse(readFileSync(join(source, "tests", "cases", "render", `${name}.json`), "utf8")));
  rmSync(join(scratch, ".local"), { recursive: true });
}

/* A canon that lint refuses, for complaints with and without record, line and hint. */
function checkRefused() {
  const folder = join(scratch, "bad");
  mkdirSync(join(folder, "demo", "lamp"), { recursive: true });
  writeFileSync(join(folder, "canon.yaml"), "name: Bad\ntitel: A typing error\n");
  writeFileSync(join(folder, "demo", "lamp", "dark.yaml"), "signature: dark\nregex: '(a+)+'\nupdated: 2026-02-30\n");
  writeFileSync(join(folder, "demo", "lamp", "broken.yaml"), "signature: [\n");
  checkBoth(["lint", folder], [1]);
  checkBoth(["lint", "--cost", folder], [0, 1]);
  checkBoth(["build", folder, "-o", join(scratch, "never.db")], [1]);
}

function checkImport() {
  const folder = join(source, "tests", "schema", "import");
  const files = readdirSync(folder).map((name) => join(folder, name));
  const from = ["--source", "https://example.org/", "--read-on", "2026-11-21"];
  checkJson(["import", "--output", "imported", ...from, ...files], [1]);
  checkLines(["import", "--output", "imported-again", ...from, ...files], [1]);
  return join(scratch, "imported");
}

/* The schemas tried: one change at a time. */

/* Maps whose keys the author chooses, and optional keys: there a key may go. */
const MAPS = /\/(os_specific|captures|placeholders|on|canon_digests|results|lines|programs|titles|actions)$|\/on\/[^/]+\/[0-9]+$/;

/* What an imported record had there stays as it came. */
const FREE = /^\/(origin\/extra|os_specific)$/;

function* changesOf(node, path, set, isImported) {
  if (isImported && FREE.test(path)) return;
  yield [`${path} replaced by an object`, () => set({ unexpected: {} }), () => set(node)];
  if (node === null || typeof node !== "object") return;
  if (!Array.isArray(node)) {
    yield [`${path} with one key more`, () => { node.unexpected = {}; }, () => { delete node.unexpected; }];
    if (!MAPS.test(path))
      for (const key of Object.keys(node)) {
        const value = node[key];
        yield [`${path} without ${key}`, () => { delete node[key]; }, () => { node[key] = value; }];
      }
  }
  for (const key of Object.keys(node))
    yield* changesOf(node[key], `${path}/${key}`, (value) => { node[key] = value; }, isImported);
}

/* Changes that are wrong only to somebody who knows the words; "path" or "path where other path" → value. */
const WRONG = {
  "cairn.record/1": { id: "no slash", severity: "fatal", tier: "certain", "locale": "fr", last_updated: "21.11.2026",
    resolvable: true, confidence: 2, regex: null, official_doc_url: "javascript:alert(1)", family: null,
    "examples/0/source": "hearsay", "root_causes/0/yields/0/applies": "new ones", "workarounds/0/id": "No-Name",
    "tells/0/expect": {}, cells: [{}], evidence_count: -1, impact: null, refuted: "yes", "cells/0/results": { "kiln-1": "vacuous" },
    "cells/1/results/kiln-1": ["moved"], "workarounds/0/success": { k: 1, n: 0 }, "dead_ends/0/fail_rate": 1.5,
    "evidence/trials/0/placebo": "invalid", "evidence/environments/0/programs": {}, "evidence/recipe_current": null,
    "root_causes/0/named_in": ["Kiln 1"], "tells/0/confusion/right": { k: 1 }, "claims/0/measured/rate": null,
    "transition_graph/leads_to/0/cells": { k: -1, n: 2 }, "versions/0/status": "seen" },
  "cairn.family/1": { "causes/0/yields": [], "changes/0/how": [], "changes/0/kind": "guess", "changes/0/on": { a: "maybe" },
    "plans/0/changes": ["one"], "lab/state": "soon", records: [], "lab/timeout": 0, "evidence/trials": [], "cells/0/cause": "No" },
  "cairn.explanation/1": { complete: false, lang: "EN", "canon/0/digest": "sha256:0", canon: [], matched_after: [],
    "findings/0/count": 0, "findings/0/first": "yesterday", "findings/0/line": 0, "findings/0/status": "unknown",
    "similar where findings/0/record": [{ record: "a/b", signature: "x", tier: "sourced" }] },
  "cairn.finding/1": { status: "unknown", canon_digests: {}, show: "rm -rf /", "best/unfilled": [{ name: "x", means: "y", why: "lost" }] },
  "cairn.explanation-end/1": { findings: [], cairn: "new", "lines/total": -1, incomplete_because: ["of that"] },
  "cairn.search/1": { near: ["a/b"], "hits/0/id": "A/B" },
  "cairn.search-hit/1": { tier: "good" },
  "cairn.search-near/1": { id: "near" },
  "cairn.records/1": { next: 7, domain: 7, "records/0/urls": { html: "//evil.example/" }, "records/0/severity": "fatal" },
  "cairn.families/1": { families: [{}], "families/0/records": -1 },
  "cairn.show/1": { record: {}, near: ["a/b"] },
  "cairn.stats/1": { canons: [], "canons/0/tiers/proved": -1, "canons/0/lab/stale": -1, "canons/0/languages": ["en", "en"] },
  "cairn.canon-stats/1": { digest: "0", licence: "" },
  "cairn.lint/1": { errors: -1, "complaints/0/severity": "warning" },
  "cairn.complaint/1": { rule: "A Rule", line: -1, message: "" },
  "cairn.lint-cost/1": { "costs/0/per_mebibyte": "many" },
  "cairn.cost/1": { per_mebibyte: -1, regex: "" },
  "cairn.build/1": { digest: "md5:0", output: null, "lint/schema": "cairn.lint/2" },
  "cairn.build-end/1": { output: null, unindexed: [{}] },
  "cairn.import/1": { imported: -1, "unindexed/0/reason": "" },
  "cairn.import-item/1": { status: "lost" },
  "cairn.import-end/1": { imported: null },
  "cairn.cells/1": { cells: [{}], "cell/results": [], "unknown/kind": "tell", "cell/results/0/placebo": "invalid", family: "x" },
  "cairn.measured-cell/1": { results: {}, "results/kiln-1": "vacuous" },
  "cairn.prove-start/1": { jobs: 0, arms: -1, "environments/0/state": "lost" },
  "cairn.cell/1": { verdict: "maybe", repeat: -1, result: [], seconds: -0.5 },
  "cairn.message/1": { severity: "fatal", text: "" },
  "cairn.prove/1": { outcome: "fine", "families/0/written": "yes", "families/0/trials": {}, agreed: -1 },
  "cairn.prove-list/1": { "cells/0/state": "old", "cells/0/date": "today" },
  "cairn.outcome/1": { record: "no slash", change: "No", at: "today", counts: false, reporter: "", environment: "host", canon_digest: "md5:0" },
  "cairn.outcomes/1": { "field/state": "proved", "field/reports": -1, "field/changes": [], "field/changes/0/worked": { k: 1, n: 0 },
    "field/changes/0/low": 2, "field/changes/0/by_cause": [{}], "near/0/id": "near", actions: { No: "x" } },
  "cairn.tokens/1": { action: "steal", token: "secret", "reporters/0/revoked": "never", "reporters/0/outcomes": -1 },
  "cairn.environments/1": { "environments/0/state": "there", "environments/0/size_bytes": -1 },
};

function at(document, keys) {
  return keys.reduce((node, key) => node?.[key], document);
}

function* wrongOf(document) {
  for (const [place, value] of Object.entries(WRONG[document.schema] ?? {})) {
    const [path, other] = place.split(" where ");
    const keys = path.split("/");
    const former = at(document, keys);
    const last = keys.pop();
    const holder = at(document, keys);
    if (former === undefined || JSON.stringify(former) === JSON.stringify(value)) continue;
    if (other && at(document, other.split("/")) === undefined) continue;
    yield [place, () => { holder[last] = value; }, () => { holder[last] = former; }];
  }
}

/* One document of each schema gets every change; the words are tried wherever a document has the place. */
function checkSchemas() {
  let refused = 0;
  const tried = new Map([...named.keys()].map((name) => [name, new Set()]));
  const walked = new Map();
  for (const { label, document } of documents) {
    const validate = validatorOf(document);
    if (!validate || !validate(document)) continue;
    const sets = [];
    for (const change of wrongOf(document))
      if (!tried.get(document.schema).has(change[0]) && !document.origin) sets.push(change);
    const size = JSON.stringify(document).length;
    const rounds = walked.get(document.schema) ?? 0;
    if (rounds < 4 && size < 100000) {
      walked.set(document.schema, rounds + 1);
      sets.push(...changesOf(document, "", () => {}, Boolean(document.origin)));
    }
    for (const [what, change, restore] of sets) {
      change();
      if (what !== " replaced by an object" && validate(document)) fail(label, `the schema accepts it with a wrong change: ${what}`);
      restore();
      tried.get(document.schema).add(what);
      refused += 1;
    }
  }
  for (const [name, places] of tried) {
    if (!walked.has(name)) fail(name, "no document has this schema: nothing shows that it works");
    for (const path of Object.keys(WRONG[name] ?? {}))
      if (!places.has(path)) fail(name, `no document has ${path}: the change was never tried`);
    if (!WRONG[name]) fail(name, "no wrong change is written for this schema");
  }
  return refused;
}

/* What only the API gives: api.js was there before. */
function checkApi() {
  const lines = readFileSync(join(scratch, "api.ndjson"), "utf8").trim().split("\n");
  lines.forEach((line, i) => check(`api.ndjson, line ${i + 1}`, JSON.parse(line)));
}

function checkAll() {
  checkRefused();
  checkCanon(checkImport());
  checkCanon(join(source, "tests", "data", "canon-small"));
  checkCanon(join(source, "tests", "data", "measured"));
  checkCells();
  checkLab();
  checkOutcomes("kiln/cannot-heat");
  checkCanon(join(source, "canon"));
  checkInputs();
  checkApi();
  return checkSchemas();
}

let refused = 0;
try {
  refused = checkAll();
} catch (error) {
  fail("check.js", error.stack); /* what failed before it says why */
}
for (const failure of failures.slice(0, 40)) console.error(failure);
console.log(`${documents.length} documents, ${named.size} schemas, ${refused} wrong changes refused, ${failures.length} failures`);
process.exitCode = failures.length ? 1 : 0;
