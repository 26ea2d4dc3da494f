/*
 * Counts what passed and failed. A test is a function that throws, or gives a list of what is wrong; what it gives is printed
 * below the name of the test, bounded, so that one broken template does not bury everything else.
 */
const SHOWN = 12;

/* What went wrong, and where in our own files. */
function describe(error) {
  const frame = /^ +at .*tests\/browser\/(?!node_modules|lib\/report).*$/m.exec(error.stack ?? "");
  return `${error.message ?? error}${frame ? `\n${frame[0].trim()}` : ""}`;
}

export class Report {
  passed = 0;
  failed = 0;

  async test(name, run) {
    let wrong;
    try {
      wrong = (await run()) ?? [];
    } catch (error) {
      wrong = [describe(error)];
    }
    this.count(name, wrong);
  }

  count(name, wrong) {
    if (!wrong.length) {
      this.passed += 1;
      return;
    }
    this.failed += 1;
    console.log(`not ok ${name}`);
    for (const line of wrong.slice(0, SHOWN)) console.log(`    ${String(line).replaceAll("\n", "\n      ")}`);
    if (wrong.length > SHOWN) console.log(`    … and ${wrong.length - SHOWN} more`);
  }
}

/* Runs `run` on each item, at most `width` at the same time. */
export async function each(items, width, run) {
  const queue = [...items];
  const worker = async () => {
    while (queue.length) await run(queue.shift());
  };
  await Promise.all(Array.from({ length: width }, worker));
}

export function assert(condition, message) {
  if (!condition) throw new Error(message);
}
