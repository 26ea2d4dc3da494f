/*
 * The API as a client sees it, held against schema/openapi.json: `node api.js CAIRN CAIRN_SERVE SOURCE SCRATCH`. A server
 * is started on a small canon; every operation is called, well and badly; every answer must have a status, a type and a
 * shape that the description has for it. Then come requests that nobody honest sends. Documents that only the API gives
 * are left in SCRATCH/api.ndjson for check.js, which tries their schemas.
 */
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { addFormats, readSchemas } from "./schemas.js";

const [cairn, serve, source, scratch] = process.argv.slice(2);
const openapi = JSON.parse(readFileSync(join(source, "schema", "openapi.json"), "utf8"));
const { ajv } = readSchemas(join(source, "schema"), (file, message) => fail(file, message));
addFormats(ajv);
for (const [name, schema] of Object.entries(openapi.components.schemas)) ajv.addSchema(schema, `openapi/${name}`);

const RECORD = "demo/hinge-does-not-move";
const FAMILY = "demo/hinge";
const LINE = "doord: hinge 7 at house.example.org does not move (code 41)";
const ONLY_HERE = ["cairn.records/1", "cairn.families/1"];
const failures = [];
const documents = [];
let answers = 0;

function fail(label, message) {
  failures.push(`${label}: ${message}`);
}

function expect(label, claim, message) {
  if (!claim) fail(label, message);
}

/* The server. */

function startServer(canon, ledger) {
  const options = ["--listen=127.0.0.1:0", `--canon=${canon}`, "--workers=1", "--rate=1000000", `--user=${userInfo().username}`];
  if (ledger) options.push(`--ledger=${ledger}`);
  const child = spawn(serve, options, { stdio: ["ignore", "ignore", "pipe"] });
  const stop = () => {
    child.removeAllListeners("exit");
    child.kill("SIGTERM");
  };
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`the server did not start: ${said}`)), 30000);
    child.on("exit", (status) => reject(new Error(`the server ended with ${status}: ${said}`)));
    child.stderr.on("data", (text) => {
      said += text;
      const found = /http:\/\/127\.0\.0\.1:(\d+)\//.exec(said);
      if (!found) return;
      clearTimeout(timer);
      resolve({ stop, port: Number(found[1]) });
    });
  });
}

let port;

/* A field that is undefined is not sent. */
function ask(method, path, { headers = {}, body } = {}) {
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, method, path, headers: sent }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(pieces) }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

/* Bytes as they are, and all that comes back until the server closes. */
function sendRaw(bytes) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.end(bytes));
    const pieces = [];
    socket.on("data", (piece) => pieces.push(piece));
    socket.on("error", reject);
    socket.on("close", () => resolve(Buffer.concat(pieces)));
  });
}

/* What an answer must be, from the description. */

function resolveReference(node) {
  if (!node?.$ref?.startsWith("#/")) return node;
  return node.$ref.slice(2).split("/").reduce((at, key) => at[key], openapi);
}

function validatorOf(schema) {
  const reference = schema?.$ref;
  if (!reference) return ajv.compile(schema ?? {});
  if (reference.startsWith("schema/")) return ajv.getSchema(reference.slice("schema/".length));
  return ajv.getSchema(reference.replace("#/components/schemas/", "openapi/"));
}

function asText(label, bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    fail(label, "the answer is not UTF-8");
    return "";
  }
}

function parse(label, text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    fail(label, `the answer is not JSON: ${error.message}`);
    return undefined;
  }
}

function checkDocument(label, document, validate) {
  if (document !== undefined && !validate(document)) fail(label, ajv.errorsText(validate.errors));
  if (ONLY_HERE.includes(document?.schema)) documents.push(document);
  return document;
}

function checkLines(label, text) {
  const lines = text.split("\n");
  expect(label, lines.pop() === "", "the last line does not end");
  return lines.map((line) => {
    const document = parse(label, line);
    const name = /^cairn\.([a-z-]+)\/1$/.exec(document?.schema ?? "");
    const validate = name && ajv.getSchema(`${name[1]}.schema.json`);
    if (!validate) fail(label, `no schema for ${document?.schema}`);
    else checkDocument(label, document, validate);
    return document;
  });
}

function checkFields(label, headers) {
  expect(label, headers["x-content-type-options"] === "nosniff", "nothing forbids guessing the type");
  expect(label, /default-src 'none'/.test(headers["content-security-policy"] ?? ""), "there is no content security policy");
}

function checkBody(label, answer, wanted) {
  const type = (answer.headers["content-type"] ?? "").split(";")[0];
  const text = asText(label, answer.bytes);
  if (answer.status === 304 || answer.status === 308) return text;
  const declared = wanted.content?.[type];
  if (!declared) fail(label, `the description has no ${type || "answer without a type"} for ${answer.status}`);
  else if (type === "application/x-ndjson") return checkLines(label, text);
  else if (type.endsWith("json")) return checkDocument(label, parse(label, text), validatorOf(declared.schema));
  return text;
}

const called = new Map();

/* Calls one operation; gives the answer, its body read and checked. */
async function call(operationId, status, { path, query = "", headers, body } = {}) {
  const [template, methods] = Object.entries(openapi.paths).find(([, item]) =>
    Object.values(item).some((operation) => operation.operationId === operationId));
  const [method, operation] = Object.entries(methods).find(([, item]) => item.operationId === operationId);
  const address = (path ?? template) + query;
  const label = `${method.toUpperCase()} ${address} (${status})`;
  const answer = await ask(method.toUpperCase(), address, { headers, body });
  answers += 1;
  expect(label, answer.status === status, `it was answered with ${answer.status}: ${answer.bytes.subarray(0, 300)}`);
  checkFields(label, answer.headers);
  const wanted = resolveReference(operation.responses[answer.status] ?? operation.responses.default);
  if (answer.status < 400) expect(label, operation.responses[answer.status], `the description has no ${answer.status}`);
  const seen = called.get(operationId) ?? new Set();
  called.set(operationId, seen.add(answer.status < 400));
  answer.document = checkBody(label, answer, wanted);
  answer.label = label;
  return answer;
}

const json = (value) => ({ headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });
const plain = (text, headers = {}) => ({ headers: { "Content-Type": "text/plain", ...headers }, body: text });
const q = encodeURIComponent;

/* Every operation, well and badly. */

async function checkExplain() {
  const known = await call("explain", 200, plain(LINE));
  expect(known.label, known.document.findings[0].record === RECORD, "it does not know the line");
  expect(known.label, known.document.inputs[0].name === "request", "the input has another name");
  expect(known.label, /Accept/.test(known.headers.vary), "it does not vary by Accept");
  expect(known.label, known.headers["access-control-allow-origin"] === "*", "other origins cannot read it");
  expect(known.label, known.headers["cairn-canon"] === known.document.canon[0].digest, "Cairn-Canon is another digest");
  const forms = { "application/x-ndjson": /cairn\.explanation-end/, "text/plain": /does not move/, "text/markdown": /`/, "text/html": /<html/ };
  for (const [type, sign] of Object.entries(forms)) {
    const form = await call("explain", 200, plain(LINE, { Accept: `${type}, */*;q=0.1` }));
    expect(form.label, form.headers["content-type"].startsWith(type), `it is ${form.headers["content-type"]}`);
    expect(form.label, sign.test(asText(form.label, form.bytes)), `it is no ${type}`);
    expect(form.label, !form.bytes.includes(0x1b), "there are colours in it");
  }
  const chinese = await call("explain", 200, json({ text: LINE, lang: "zh", domain: "demo" }));
  expect(chinese.label, chinese.document.lang === "zh" && chinese.document.findings[0].gloss, "it is not in Chinese");
  const narrow = await call("explain", 200, { query: "?columns=40", ...plain(LINE, { Accept: "text/plain" }) });
  const width = Math.max(...asText(narrow.label, narrow.bytes).split("\n").filter((line) => !line.startsWith("  ")).map((line) => line.length));
  expect(narrow.label, width <= 60, `a line has ${width} characters`);
  const elsewhere = await call("explain", 200, { query: "?domain=nobody", ...plain(LINE) });
  expect(elsewhere.label, elsewhere.document.findings.every((finding) => finding.status === "unknown"), "the domain was not heeded");
  await call("explain", 200, plain(""));
  await call("explain", 200, { headers: {}, body: LINE });
  await call("explain", 400, { headers: { "Content-Type": "application/json" }, body: "{" });
  await call("explain", 400, json({ txt: LINE }));
  await call("explain", 400, json({ text: 7 }));
  await call("explain", 400, json({ text: LINE, lang: "fr" }));
  await call("explain", 400, json({ text: LINE, domain: "a\0b" }));
  await call("explain", 400, json([LINE]));
  for (const columns of ["19", "501", "-1", "x", "", "99999999999999999999"]) await call("explain", 400, { query: `?columns=${columns}`, ...plain(LINE) });
  for (const columns of ["20", "500"]) await call("explain", 200, { query: `?columns=${columns}`, ...plain(LINE) });
  await call("explain", 406, plain(LINE, { Accept: "image/png" }));
  await call("explain", 415, plain(LINE, { "Content-Type": "application/x-www-form-urlencoded" }));
  await call("explain", 415, plain(LINE, { "Content-Encoding": "gzip" }));
  await call("explain", 413, plain(Buffer.alloc((1 << 20) + 1, "a")));
  await call("explain", 200, plain(Buffer.alloc(1 << 20, "a")));
  const inAddress = await ask("GET", `/api/v1/explain?text=${q(LINE)}`);
  expect("a message in an address", inAddress.status === 405 && /POST/.test(inAddress.headers.allow), `status ${inAddress.status}`);
  checkDocument("a message in an address", JSON.parse(inAddress.bytes), ajv.getSchema("openapi/Problem"));
}

async function checkRecords() {
  const all = await call("listRecords", 200);
  const ids = all.document.records.map((record) => record.id);
  expect(all.label, !all.headers.link && all.document.next === null, "there is a next page of one page");
  const walked = [];
  let address = "/api/v1/records?limit=1";
  for (let pages = 0; address && pages < 100; pages += 1) {
    const page = await call("listRecords", 200, { path: address });
    walked.push(...page.document.records.map((record) => record.id));
    address = /^<(.*)>; rel="next"$/.exec(page.headers.link ?? "")?.[1];
  }
  expect(all.label, JSON.stringify(walked) === JSON.stringify(ids), "pages give other records than the list");
  for (const { urls } of all.document.records)
    for (const url of Object.values(urls)) expect(url, (await ask("GET", url)).status === 200, "there is nothing there");
  await call("listRecords", 200, { query: "?limit=1000&lang=zh&domain=demo" });
  for (const query of ["?limit=0", "?limit=1001", "?limit=1&limit=2", "?limmit=1", "?lang=fr", "?after=%FF", "?after=a%00", "?after=%zz"])
    await call("listRecords", 400, { query });
  const path = `/api/v1/records/${RECORD}`;
  const record = await call("getRecord", 200, { path });
  const shown = execFileSync(cairn, ["show", "--json", RECORD], { env: { ...process.env, CAIRN_CANON: join(scratch, "api.db"), XDG_DATA_HOME: scratch, LC_ALL: "C.UTF-8" } });
  expect(record.label, record.bytes.equals(shown), "it is not what `cairn show --json` prints");
  const again = await call("getRecord", 304, { path, headers: { "If-None-Match": record.headers.etag } });
  expect(again.label, again.bytes.length === 0, "304 has a body");
  const packed = await ask("GET", path, { headers: { "Accept-Encoding": "gzip" } });
  expect(path, packed.headers["content-encoding"] === "gzip" && packed.bytes.length < record.bytes.length, "it is not compressed");
  expect(path, packed.headers.etag !== record.headers.etag, "both forms have one tag");
  const head = await ask("HEAD", path);
  expect(path, head.status === 200 && head.bytes.length === 0 && head.headers.etag === record.headers.etag, "HEAD is not GET without a body");
  expect(path, (await call("getRecord", 200, { path, query: "?lang=zh" })).document.locale === "zh", "it is not in Chinese");
  const missing = await call("getRecord", 404, { path: `${path}q` });
  expect(missing.label, missing.document.near.some(({ id }) => id === RECORD), "no near id is named");
  const chinese = await call("getRecord", 404, { path: `${path}q`, query: "?lang=zh" });
  expect(chinese.label, chinese.document.title === "未找到", "its title is not in Chinese");
  const family = await call("getRecord", 404, { path: `/api/v1/records/${FAMILY}` });
  expect(family.label, family.document.hint.includes(`/api/v1/families/${FAMILY}`), "it does not say where the family is");
}

async function checkOthers() {
  const families = await call("listFamilies", 200);
  expect(families.label, families.document.families.some(({ id }) => id === FAMILY), "the family is not listed");
  await call("listFamilies", 400, { query: "?x=1" });
  await call("getFamily", 200, { path: `/api/v1/families/${FAMILY}`, query: "?lang=zh" });
  await call("getFamily", 404, { path: `/api/v1/families/${RECORD}` });
  await call("getFamily", 404, { path: "/api/v1/families/no/body" });
  const search = await call("search", 200, { query: `?q=${q("铰链")}` });
  expect(search.label, search.document.hits.some(({ id }) => id === RECORD), "nothing was found");
  expect(search.label, (await call("search", 200, { query: "?q=hinge&limit=1&domain=demo&lang=zh" })).document.hits.length === 1, "limit was not heeded");
  await call("search", 200, { query: "?q=zyxwvq" });
  for (const query of ["", "?q=", "?q=a&limit=101", "?q=a&limit=0", `?q=${"a".repeat(1025)}`, `?q=${Array.from({ length: 33 }, (_, i) => `word${i}`).join("+")}`]) await call("search", 400, { query });
  const statistics = await call("getStatistics", 200, { query: "?lang=zh" });
  expect(statistics.label, !statistics.document.canons[0].path.includes("/"), "it names a folder of the server");
  await call("getStatistics", 400, { query: "?lang=xx" });
  const canon = await call("getCanon", 200);
  const exported = execFileSync(cairn, ["export", "--all", "--format", "ndjson"], { env: { ...process.env, CAIRN_CANON: join(scratch, "api.db"), XDG_DATA_HOME: scratch, LC_ALL: "C.UTF-8" } });
  expect(canon.label, canon.bytes.equals(exported), "it is not what `cairn export --all` prints");
  expect(canon.label, (await call("getCanon", 200, { query: "?lang=zh" })).document.every(({ locale }) => locale === "zh"), "it is not in Chinese");
  await call("getCanon", 400, { query: "?lang=" });
  await call("getHealth", 200);
  await call("getMetrics", 200);
}

function changeOf(record) {
  return [...record.workarounds, ...record.dead_ends].find(({ id }) => id).id;
}

async function checkOutcomes(token) {
  const record = (await call("getRecord", 200, { path: `/api/v1/records/${RECORD}` })).document;
  const report = { record: RECORD, change: changeOf(record), worked: true, environment: "doord 1.2.3" };
  const alone = await call("reportOutcome", 201, json(report));
  expect(alone.label, alone.document.counts === false && alone.document.reporter === null, "what is unattributed counts");
  expect(alone.label, !alone.headers["access-control-allow-origin"], "other origins may report");
  const named = (value) => ({ ...json(report), headers: { "Content-Type": "application/json", Authorization: value } });
  const counted = await call("reportOutcome", 201, named(`Bearer ${token}`));
  expect(counted.label, counted.document.counts === true && counted.document.reporter === "tester", "a reporter's word does not count");
  await call("reportOutcome", 201, named(`bearer ${token}`));
  for (const bad of ["Bearer nobody", "Bearer", "Basic dGVzdGVyOng=", `Bearer ${token}x`]) {
    const refused = await call("reportOutcome", 401, named(bad));
    expect(refused.label, /^Bearer .*invalid_token/.test(refused.headers["www-authenticate"]), "it does not say how to authenticate");
  }
  for (const part of ["record", "change", "worked"]) await call("reportOutcome", 400, json({ ...report, [part]: undefined }));
  await call("reportOutcome", 400, json({ ...report, worked: "yes" }));
  await call("reportOutcome", 400, json({ ...report, environment: "host db7.example.org" }));
  await call("reportOutcome", 400, json({ ...report, log: LINE }));
  await call("reportOutcome", 404, json({ ...report, record: `${RECORD}q` }));
  await call("reportOutcome", 404, json({ ...report, change: "no_such" }));
  await call("reportOutcome", 415, { ...json(report), headers: { "Content-Type": "text/plain" } });
  const told = await call("getOutcomes", 200, { query: `?record=${RECORD}` });
  expect(told.label, told.document.field.unattributed === 1 && told.document.field.reporters === 1, JSON.stringify(told.document.field));
  await call("getOutcomes", 404, { query: "?record=no/body" });
  await call("getOutcomes", 400);
  const explained = await call("explain", 200, plain(LINE));
  const best = explained.document.findings[0].best;
  if (best?.id === report.change) expect(explained.label, best.field?.k === 1, "the explanation does not tell what was reported");
}

async function checkForms() {
  const urlencoded = { "Content-Type": "application/x-www-form-urlencoded" };
  const boxed = await call("explainForm", 200, { headers: urlencoded, body: `text=${q(LINE)}&lang=zh` });
  expect(boxed.label, boxed.bytes.includes(RECORD) && /zh/.test(boxed.headers["content-language"]), "the page does not explain it in Chinese");
  const part = (name, body, file = "") => `--x\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${body}\r\n`;
  const multipart = { "Content-Type": "multipart/form-data; boundary=x" };
  const dropped = await call("explainForm", 200, { headers: multipart, body: part("lang", "en") + part("text", "") + part("file", LINE, '; filename="a.log"') + "--x--\r\n" });
  expect(dropped.label, dropped.bytes.includes(RECORD), "the file was not read");
  await call("explainForm", 400, { headers: multipart, body: part("text", LINE) });
  await call("explainForm", 400, { headers: urlencoded, body: "text=%FF" });
  await call("explainForm", 415, plain(LINE));
  await call("searchForm", 200, { query: "?q=hinge&lang=zh" });
  await call("searchForm", 400, { query: "?q=hinge&x=" });
  await call("searchFormChinese", 200, { query: "?q=hinge" });
  await call("searchFormChinese", 400, { query: "?q=hinge&x=" });
  await call("outcomeFormChinese", 200, { query: `?record=${RECORD}` });
  await call("outcomeFormChinese", 404, { query: "?record=no/body" });
  const form = await call("outcomeForm", 200, { query: `?record=${RECORD}` });
  const cookie = form.headers["set-cookie"][0];
  expect(form.label, /; Path=\/outcome\/; HttpOnly; SameSite=Strict$/.test(cookie), cookie);
  await call("outcomeForm", 404, { query: "?record=no/body" });
  const page = form.bytes.toString();
  const guard = /name="guard" value="([0-9a-f]{64})"/.exec(page)[1];
  const change = /<option value="([a-z0-9_]+)"/.exec(page)[1];
  const fields = (more) => new URLSearchParams({ guard, record: RECORD, change, worked: "failed", lang: "en", ...more }).toString();
  const own = { ...urlencoded, Cookie: cookie.split(";")[0], Origin: `http://127.0.0.1:${port}`, "Sec-Fetch-Site": "same-origin" };
  await call("reportForm", 201, { headers: own, body: fields({}) });
  await call("reportForm", 201, { headers: { ...own, Origin: undefined, "Sec-Fetch-Site": undefined }, body: fields({}) });
  const forged = [
    [{ ...own, Cookie: "" }, {}],
    [{ ...own, Cookie: `cairn_guard=${"a".repeat(100)}` }, {}],
    [own, { guard: "" }],
    [own, { guard: guard.replace(/.$/, (digit) => (digit === "0" ? "1" : "0")) }],
    [{ ...own, "Sec-Fetch-Site": "cross-site" }, {}],
    [{ ...own, "Sec-Fetch-Site": "same-site" }, {}],
    [{ ...own, "Sec-Fetch-Site": undefined, Origin: "https://evil.example" }, {}],
    [{ ...own, "Sec-Fetch-Site": undefined, Origin: "null" }, {}],
  ];
  for (const [headers, more] of forged) await call("reportForm", 403, { headers, body: fields(more) });
  await call("reportForm", 400, { headers: own, body: fields({ worked: "perhaps" }) });
  await call("reportForm", 404, { headers: own, body: fields({ change: "no_such" }) });
}

async function checkOrigins() {
  for (const path of ["/api/v1/explain", "/api/v1/records", "/api/v1/outcomes"]) {
    const preflight = await ask("OPTIONS", path, { headers: { Origin: "https://elsewhere.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type" } });
    const isShared = path !== "/api/v1/outcomes";
    expect(`OPTIONS ${path}`, preflight.status === 204 && preflight.headers.allow, `status ${preflight.status}`);
    expect(`OPTIONS ${path}`, (preflight.headers["access-control-allow-origin"] === "*") === isShared, "the wrong origins may ask");
    expect(`OPTIONS ${path}`, !preflight.headers["access-control-allow-credentials"], "credentials are let in");
  }
}

/* Requests that nobody honest sends. */

const HOSTILE = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE record; --", "a\r\nSet-Cookie: x=1", "\u202eevil", "\x1b[31m", "a".repeat(2000), "%", "../../etc/passwd", "${7*7}", "\u0000"];

function hasNoForeignField(label, answer) {
  expect(label, !(answer.headers["set-cookie"] ?? []).some((cookie) => cookie.startsWith("x=")), "a parameter made a field");
  expect(label, answer.status < 500, `status ${answer.status}`);
}

async function checkHostile() {
  for (const text of HOSTILE) {
    const label = JSON.stringify(text).slice(0, 60);
    const addresses = [`/api/v1/records?after=${q(text)}`, `/api/v1/records?limit=1&domain=${q(text)}`, `/api/v1/records?lang=${q(text)}`, `/api/v1/search?q=${q(text)}`,
      `/api/v1/records/demo/${q(text)}`, `/api/v1/families/${q(text)}/x`, `/api/v1/outcomes?record=${q(text)}`, `/search/?q=${q(text)}`, `/outcome/?record=${q(text)}`,
      `/outcome/?record=${RECORD}&change=${q(text)}`, `/api/v1/records?${q(text)}=1`];
    for (const address of addresses) {
      const answer = await ask("GET", address);
      answers += 1;
      hasNoForeignField(`${label} in ${address.slice(0, 40)}`, answer);
      const body = asText(address, answer.bytes);
      if (/json/.test(answer.headers["content-type"])) parse(address, body);
      else expect(address, !body.includes("<script>alert") && !body.includes("<img src=x"), "markup of a stranger is in the page");
    }
    for (const accept of ["application/json", "text/html", "text/plain", "text/markdown", "application/x-ndjson"]) {
      const answer = await ask("POST", "/api/v1/explain", plain(`error: ${text}\n${LINE.replace("house", text)}`, { Accept: accept }));
      answers += 1;
      const body = asText(label, answer.bytes);
      expect(`${label} as ${accept}`, answer.status === 200, `status ${answer.status}`);
      if (accept === "text/html") expect(label, !body.includes("<script>alert") && !body.includes("<img src=x"), "markup of a log is in the page");
      expect(`${label} as ${accept}`, !body.includes("\x1b"), "control characters of a log are in the answer");
    }
  }
  const bytes = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7 + (i >> 5)) & 0xff));
  for (const accept of ["application/json", "application/x-ndjson", "text/html"])
    await call("explain", 200, plain(bytes, { Accept: accept }));
  await call("explain", 200, json({ text: "a\u0000\ud7ff\u202e" }));
  await call("explain", 400, { headers: { "Content-Type": "application/json" }, body: Buffer.from([0x7b, 0x22, 0x74, 0x65, 0x78, 0x74, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]) });
  await call("explain", 413, { headers: { "Content-Type": "application/json" }, body: "[".repeat(500000) });
  await call("explain", 413, { headers: { "Content-Type": "application/json" }, body: `{"text": [${"[],".repeat(300000)}[]]}` });
}

async function checkRaw() {
  const rows = [
    ["a line break in the address", "GET /api/v1/records?after=a\r\nX-Evil: 1 HTTP/1.1\r\nHost: x\r\n\r\n", /^HTTP\/1\.1 400 /],
    ["NUL in the address", "GET /api/v1/search?q=a\0b HTTP/1.1\r\nHost: x\r\n\r\n", /^HTTP\/1\.1 400 /],
    ["two tokens", `POST /api/v1/outcomes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\nContent-Length: 0\r\n\r\n`, /^HTTP\/1\.1 400 /],
  ];
  for (const [label, bytes, wanted] of rows) {
    const answer = (await sendRaw(bytes)).toString("latin1");
    expect(label, wanted.test(answer), answer.slice(0, 200));
    expect(label, !/^X-Evil/im.test(answer), "a field of the request is in the answer");
  }
}

function checkAllCalled() {
  for (const item of Object.values(openapi.paths))
    for (const { operationId } of Object.values(item)) {
      const seen = called.get(operationId);
      expect(operationId, seen?.has(true), "it was never called well");
      if (!["getHealth", "getMetrics"].includes(operationId)) expect(operationId, seen?.has(false), "it was never called badly");
    }
}

/* A server that keeps no ledger says so. */
async function checkWithoutLedger(canon) {
  const other = await startServer(canon, "");
  const former = port;
  port = other.port;
  await call("reportOutcome", 501, json({ record: RECORD, change: "any", worked: true }));
  other.stop();
  port = former;
}

async function checkAll(ledger) {
  const added = execFileSync(cairn, ["serve", "token", "add", "tester", "Example", "--ledger", ledger, "--json"], { env: { ...process.env, LC_ALL: "C.UTF-8", HOME: scratch } });
  await checkExplain();
  await checkRecords();
  await checkOthers();
  await checkOutcomes(JSON.parse(added).token);
  await checkForms();
  await checkOrigins();
  await checkHostile();
  await checkRaw();
  await checkWithoutLedger(canon);
  checkAllCalled();
}

const canon = join(scratch, "api.db");
const ledger = join(scratch, "api-ledger.db");
execFileSync(cairn, ["build", join(source, "tests", "data", "canon-small"), "-o", canon, "--quiet"]);
const server = await startServer(canon, ledger);
port = server.port;
try {
  await checkAll(ledger);
} catch (error) {
  fail("api.js", error.stack);
}
server.stop();
writeFileSync(join(scratch, "api.ndjson"), documents.map((document) => `${JSON.stringify(document)}\n`).join(""));
for (const failure of failures.slice(0, 40)) console.error(failure);
console.log(`${answers} answers of the API, ${called.size} operations, ${failures.length} failures`);
process.exitCode = failures.length ? 1 : 0;
