/*
 * The site under test: the server with a ledger of its own, the export of the same canon, and one browser. Where the program, the
 * canon and a scratch folder are stands in the environment, set by ./run.
 */
import { join } from "node:path";
import { launch } from "./browser.js";
import { exportSite, freePort, serve } from "./server.js";

const { CAIRN: cairn, CAIRN_CANON: canon, SCRATCH: scratch, SOURCE: source } = process.env;

/* Written when it is first asked for: not every theme needs it. */
function lazyExport(baseUrl) {
  const folder = join(scratch, "export");
  let paths;
  return () => {
    paths ??= exportSite(cairn, [canon], folder, baseUrl);
    return { folder, paths };
  };
}

export async function openSite() {
  const server = await serve(cairn, [canon], join(scratch, "ledger"));
  try {
    const debugPort = await freePort();
    const browser = await launch(debugPort);
    return {
      cairn, scratch, source, browser, debugPort, url: server.url, port: server.port,
      exported: lazyExport(server.url),
      /* Gives what is wrong with how the server ended. */
      async close() {
        await browser.close();
        const end = await server.stop();
        return end === 0 ? [] : [`it ended with ${end}: ${server.said()}`];
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
