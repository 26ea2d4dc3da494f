#!/usr/bin/env python3
"""python_loop.py FOLDER FILE: the peer: every regex of a folder of records, in a loop, over each line of a file."""
import json, os, re, sys, time

regexes = []
started = time.perf_counter()
for root, _, names in os.walk(sys.argv[1]):
    for name in sorted(names):
        if name.endswith(".json"):
            with open(os.path.join(root, name), encoding="utf-8") as file:
                record = json.load(file)
            regex = record.get("regex") or record.get("error", {}).get("regex")
            if regex:
                try:
                    regexes.append(re.compile(regex))
                except re.error:
                    pass
loaded = time.perf_counter()
lines = hits = 0
with open(sys.argv[2], encoding="utf-8", errors="replace") as file:
    for line in file:
        lines += 1
        hits += any(regex.search(line) for regex in regexes)
done = time.perf_counter()
print("  python: %d regexes loaded in %.0f ms; %d lines, %d with a hit, %.3f ms a line"
      % (len(regexes), (loaded - started) * 1e3, lines, hits, (done - loaded) * 1e3 / max(lines, 1)))
