"""The same examples through other tools: peers.py TOOL FILE EXAMPLES PAIRS.

Prints one line of JSON like child.ts and writes the pairs found to the file PAIRS, a line for each. What they compare is the same as what
Slipway compares: two consecutive words within one message. What takes no part in the work, such as imports, is not counted.
"""

import json
import re
import resource
import sys
import time
import unicodedata

WORDS = re.compile(r"[^\W_]+")
THRESHOLD = 0.95


def shingles(line):
    found = set()
    for message in json.loads(line)["messages"]:
        if message["role"] == "system":
            continue
        words = WORDS.findall(unicodedata.normalize("NFKC", message["content"]).lower())
        if len(words) == 1:
            found.add(words[0])
        for first, second in zip(words, words[1:]):
            found.add(first + " " + second)
    return found


def read(path, count):
    with open(path, encoding="utf-8") as file:
        for index, line in enumerate(file):
            if index == count:
                return
            yield shingles(line)


def datasketch_pairs(path, count):
    lsh = datasketch.MinHashLSH(threshold=THRESHOLD, num_perm=128)
    pairs = []
    for index, found in enumerate(read(path, count)):
        minhash = datasketch.MinHash(num_perm=128)
        minhash.update_batch([shingle.encode("utf-8") for shingle in found])
        pairs += [(other, index) for other in lsh.query(minhash)]
        lsh.insert(index, minhash)
    return index + 1, pairs


def rensa_pairs(path, count):
    # Its documentation's way for exact sets: batches of token sets, 128 slots, 8 bands; what the bands propose is checked by the sketches.
    lsh = rensa.RMinHashLSH(threshold=THRESHOLD, num_perm=128, num_bands=8)
    sketches, pairs, batch, index = [], [], [], 0
    for found in read(path, count):
        batch.append(list(found))
        if len(batch) == 5000:
            index = rensa_batch(lsh, sketches, pairs, batch, index)
            batch = []
    index = rensa_batch(lsh, sketches, pairs, batch, index)
    return index, pairs


def rensa_batch(lsh, sketches, pairs, batch, index):
    for sketch in rensa.RMinHash.from_token_sets(batch, num_perm=128, seed=42):
        pairs += [(other, index) for other in lsh.query(sketch) if sketches[other].jaccard(sketch) >= THRESHOLD]
        lsh.insert(index, sketch)
        sketches.append(sketch)
        index += 1
    return index


def exact_pairs(path, count):
    sets = list(read(path, count))
    return len(sets), [
        (min(one, other), max(one, other))
        for one, other, _ in SetSimilaritySearch.all_pairs(sets, similarity_func_name="jaccard", similarity_threshold=THRESHOLD)
    ]


def nothing(path, count):
    return 0, []


tool, path, count, out = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
if tool == "datasketch":
    import datasketch
elif tool == "rensa":
    import rensa
elif tool == "SetSimilaritySearch":
    import SetSimilaritySearch

run = {"datasketch": datasketch_pairs, "rensa": rensa_pairs, "SetSimilaritySearch": exact_pairs}.get(tool, nothing)
empty = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
start = time.process_time()
examples, pairs = run(path, count)
seconds = time.process_time() - start
with open(out, "w", encoding="utf-8") as file:
    file.writelines(f"{one} {other}\n" for one, other in pairs)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"examples": examples, "found": f"{len(pairs)} pairs", "cpuSeconds": seconds, "peak": peak - empty}))
