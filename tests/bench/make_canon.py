#!/usr/bin/env python3
"""make_canon.py COUNT FOLDER: a canon of COUNT records in the reference shape, for benchmarks, as JSON files.

The signatures vary real ones (data/nginx-log-catalogue.tsv: every message nginx writes at warn and above): one or two of
their words are replaced by words of other messages, and values are filled in, so that lengths, words and anchors look
like those of real programs. Seeded: the same call gives the same files.
"""
import json, os, random, re, sys

count, folder = int(sys.argv[1]), sys.argv[2]
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "../../data/nginx-log-catalogue.tsv"), encoding="utf-8") as table:
    next(table)
    skeletons = [line.split("\t")[3] for line in table]
skeletons = [s for s in skeletons if len(re.sub(r"<[a-z]+>", "", s)) >= 16]
rng = random.Random(20261121)
words = sorted({w for s in skeletons for w in re.findall(r"[a-z_]{4,}", s)})
seen = set()
os.makedirs(folder, exist_ok=True)


def vary(skeleton):
    tokens = re.split(r"(<[a-z]+>|[a-z_]{4,})", skeleton)
    places = [i for i, t in enumerate(tokens) if re.fullmatch(r"[a-z_]{4,}", t)]
    for place in rng.sample(places, min(len(places), rng.choice((1, 2, 2, 3)))):
        tokens[place] = rng.choice(words) + rng.choice(("", "", "_" + rng.choice(words)))
    return tokens


made = 0
while made < count:
    tokens = vary(rng.choice(skeletons))
    signature = "".join("value%d" % rng.randrange(99) if t.startswith("<") else t for t in tokens)
    regex = "".join('[^ ]+' if re.fullmatch(r"<[a-z]+>", t) else re.sub(r"([\\.^$|?*+()\[\]{}/])", r"\\\1", t) for t in tokens)
    if regex in seen or len(signature) < 16:
        continue
    seen.add(regex)
    record = {
        "id": "bench%02d/m-%06d" % (made % 20, made), "signature": signature, "regex": regex, "domain": "bench%02d" % (made % 20),
        "category": "runtime_error", "root_cause": " ".join(rng.choices(words, k=24)) + ".", "root_cause_type": "generic", "versions": [],
        "dead_ends": [{"action": " ".join(rng.choices(words, k=8)), "why_fails": " ".join(rng.choices(words, k=10)), "fail_rate": 0.5, "condition": "", "sources": []}],
        "workarounds": [{"action": " ".join(rng.choices(words, k=8)), "success_rate": 0.9, "how": " ".join(rng.choices(words, k=6)), "condition": "", "sources": []}],
        "transition_graph": {"leads_to": [], "preceded_by": [], "frequently_confused_with": []}, "verification_tier": "ai_generated", "confidence": 0.8,
        "fix_success_rate": 0.9, "resolvable": "true", "first_seen": "2024-01-20", "last_confirmed": "2024-06-01", "last_updated": "2024-06-01", "evidence_count": 1,
    }
    with open(os.path.join(folder, "m-%06d.json" % made), "w", encoding="utf-8") as file:
        json.dump(record, file)
    made += 1
