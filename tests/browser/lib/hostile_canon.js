/*
 * A canon whose every text attacks the page it is shown on: the measured fixture with the attack behind each of its texts, in both
 * languages, in what the lab wrote down too, and two imported records, which nobody checks before they are shown.
 */
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const ATTACK =
  "</textarea></title></style></pre></script><script>window.__xss=1</script><img src=x onerror=\"window.__xss=1\">" +
  "\" onmouseover=\"window.__xss=1\" autofocus onfocus='window.__xss=1' {{constructor.constructor('window.__xss=1')()}} " +
  "${window.__xss=1} javascript:window.__xss=1 \u202Egnp.exe ]]>--><svg/onload=window.__xss=1>";

/* What is always shown where the attack is: no filter may eat it. */
export const SHOWN = "<script>window.__xss=1</script>";

const ADDRESS = "javascript:window.__xss=1//https://example.org/";

const TEXTS =
  "title|about|explanation|undecidable|action|needs|undo|shows|why_fails|means|root_cause|no_action_unless|signature|signature_gloss|text";
const LINE = new RegExp(`^(\\s*(?:- )?(?:${TEXTS})): (?![{[])(.+)$`);
const INLINE = new RegExp(`\\b(${TEXTS}): ("[^"]*"|'[^']*'|[^,}\\n]+)`, "g");

function attacked(text) {
  const plain = text.replace(/^(["'])(.*)\1$/, "$2");
  return JSON.stringify(plain + ATTACK); /* a double-quoted scalar of YAML */
}

/* The fixture is written a key a line, or in flow style within one line. */
function attackYaml(source) {
  return source
    .split("\n")
    .map((line) => (LINE.test(line)
      ? line.replace(LINE, (_, key, text) => `${key}: ${attacked(text)}`)
      : line.replace(INLINE, (_, key, text) => `${key}: ${attacked(text)}`)))
    .join("\n");
}

function attackEvidence(source) {
  return source.replace(/^.+$/gm, (text) => {
    const trial = JSON.parse(text);
    trial.line += ATTACK;
    for (const id of Object.keys(trial.lines)) trial.lines[id] += ATTACK;
    return JSON.stringify(trial);
  });
}

function attackFolder(folder) {
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = join(folder, name);
    if (name.endsWith(".yaml")) writeFileSync(file, attackYaml(readFileSync(file, "utf8")));
    else if (name.endsWith("evidence.ndjson")) writeFileSync(file, attackEvidence(readFileSync(file, "utf8")));
  }
}

/* Each text of an imported record, except those that find it. */
function attackRecord(node, key) {
  if (typeof node === "string") return /url$|^sources$/.test(key) ? ADDRESS : node + ATTACK;
  if (Array.isArray(node)) return node.map((item) => attackRecord(item, key));
  if (node === null || typeof node !== "object") return node;
  const kept = ["id", "error_id", "regex", "domain", "locale", "resolvable", "schema_version"];
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, kept.includes(name) ? value : attackRecord(value, name)]));
}

/* import writes a folder of its own: a second canon. */
function importRecords(run, source, scratch) {
  const folder = join(scratch, "hostile-imported");
  const incoming = join(scratch, "incoming");
  mkdirSync(incoming);
  for (const name of ["reference.json", "elder.json"]) {
    const record = JSON.parse(readFileSync(join(source, "tests", "schema", "import", name), "utf8"));
    writeFileSync(join(incoming, name), JSON.stringify(attackRecord(record, "")));
  }
  const files = readdirSync(incoming).map((name) => join(incoming, name));
  run(["import", "--output", folder, "--source", `https://example.org/${encodeURI(ATTACK)}`, "--read-on", "2026-11-21", ...files]);
  return folder;
}

function attackMeasured(source, scratch) {
  const folder = join(scratch, "hostile-measured");
  cpSync(join(source, "tests", "data", "measured"), folder, { recursive: true });
  attackFolder(folder);
  return folder;
}

/* `run` runs cairn with arguments. Gives the compiled canons. */
export function buildHostileCanons(run, source, scratch) {
  return [attackMeasured(source, scratch), importRecords(run, source, scratch)].map((folder) => {
    const file = `${folder}.db`;
    run(["build", folder, "-o", file]);
    return file;
  });
}
