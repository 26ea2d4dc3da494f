/*
 * The programs under test: `cairn serve` on a free port of this machine with a ledger in the scratch folder, the static export
 * of the same canon, and a plain static server, which stands for any host that only hands out files.
 */
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, createReadStream, mkdirSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { extname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/* All pages of a big canon are rendered before the first answer; on a busy machine this takes its time. */
const START_MS = 180_000;

export function runCairn(cairn, args, input) {
  const { status, stdout, stderr } = spawnSync(cairn, args, { input, maxBuffer: 1 << 28, env: { ...process.env, LC_ALL: "C.UTF-8" } });
  if (status !== 0) throw new Error(`cairn ${args.join(" ")}: exit status ${status}: ${stderr}`);
  return stdout.toString();
}

/* A port that nobody uses now: the kernel names one. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function isUp(url) {
  try {
    return (await fetch(`${url}/healthz`)).ok;
  } catch {
    return false; /* it does not listen yet */
  }
}

/* The limits for one client are made for people; a crawl from one address needs other ones. */
const ARGUMENTS = ["--rate", "1000000"];

function namesOf(canons) {
  return canons.flatMap((canon) => ["--canon", canon]);
}

/* Started as root the server becomes nobody, who has to be able to write here. */
function makeLedger(folder) {
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  return join(folder, "ledger.db");
}

export async function serve(cairn, canons, ledgerFolder) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = ["serve", "--listen", `127.0.0.1:${port}`, ...namesOf(canons), "--ledger", makeLedger(ledgerFolder), "--base-url", url, ...ARGUMENTS];
  const child = spawn(cairn, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (bytes) => { said += bytes; });
  const ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve(signal ?? code)));
  const deadline = Date.now() + START_MS;
  while (!(await isUp(url))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline)
      throw new Error(`cairn ${args.join(" ")} does not answer: ${said}`);
    await pause(50);
  }
  return {
    url,
    port,
    said: () => said,
    async stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/* The bytes as they are sent: fetch would refuse what a hostile client would not. Gives the whole answer as text. */
export function sendRaw(port, bytes) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.end(bytes));
    let answer = "";
    socket.setEncoding("latin1");
    socket.on("data", (text) => { answer += text; });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

/* Writes the static export; gives its paths as a server names them: "…/" for "…/index.html". */
export function exportSite(cairn, canons, folder, baseUrl) {
  const { status, stderr } = spawnSync(cairn, ["export", ...namesOf(canons), "--site", folder, "--base-url", baseUrl], { maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`cairn export --site: exit status ${status}: ${stderr}`);
  return readdirSync(folder, { recursive: true })
    .filter((name) => !name.startsWith(".") && statSync(join(folder, name)).isFile())
    .map((name) => `/${name}`.replace(/\/index\.html$/, "/"))
    .sort();
}

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
  ".json": "application/json", ".md": "text/markdown; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".xml": "application/xml",
};

/* Any host of files: a folder's index.html, else 404. */
export function serveFolder(folder) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    const stream = createReadStream(file);
    stream.on("open", () => response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" }));
    stream.on("error", () => response.writeHead(404, { "Content-Type": "text/plain" }).end("not here\n"));
    stream.pipe(response);
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () =>
      resolve({ url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() }));
  });
}
