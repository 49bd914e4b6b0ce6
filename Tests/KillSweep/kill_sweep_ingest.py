"""Kills `assay kb sync` with SIGKILL at random moments and checks after each kill that nothing acknowledged is lost.

    python3 kill_sweep_ingest.py --assay .build/release/assay --kills 500

Between two kills some documents are edited, added, removed and renamed. A change counts as acknowledged when its line of
`--progress json` has arrived. After each kill, read with Python's own SQLite: the file is whole (integrity_check), the index of words fits
the passages (FTS5's integrity-check), every acknowledged document is there as its file was, whole, with a vector for each passage, and an
acknowledged removal is gone. Every 25 kills, and at the end, `assay kb check` looks through the store, a sync goes through, and its passages
must be those of a store made from nothing. With --passages N a document of N short sections comes first, so that codes of vectors
(above 10,000 passages) are kept too. With --full-disk SIZE, as root: the store on a file system of that size fills it up.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

WORDS = "heron osprey kestrel merlin plover dunlin avocet curlew bittern garganey smew scoter eider gadwall teal pintail".split()


class Corpus:
    def __init__(self, folder, generator):
        self.folder, self.random, self.names, self.serial = folder + "/knowledge", generator, [], 0
        os.makedirs(self.folder)

    def text(self):
        sections = []
        for _ in range(self.random.randint(1, 6)):
            words = " ".join(self.random.choice(WORDS) for _ in range(self.random.randint(5, 40)))
            sections.append(f"## {self.random.choice(WORDS)} {self.random.randint(0, 99)}\n\n{words}.\n")
        return "\n".join(sections)

    def write(self, name, text):
        with open(f"{self.folder}/{name}", "w") as file:
            file.write(text)

    def add(self):
        self.serial += 1
        name = f"d{self.serial}.md"
        self.write(name, self.text())
        self.names.append(name)

    def change(self):
        """Some of everything; never more than a dozen, so that a sync is short."""
        for _ in range(self.random.randint(1, 12)):
            kind = self.random.random()
            if kind < 0.5 or len(self.names) < 20:
                self.write(self.random.choice(self.names), self.text())
            elif kind < 0.7:
                self.add()
            elif kind < 0.85:
                name = self.names.pop(self.random.randrange(len(self.names)))
                os.remove(f"{self.folder}/{name}")
            else:
                place = self.random.randrange(len(self.names))
                self.serial += 1
                name = f"r{self.serial}.md"
                os.rename(f"{self.folder}/{self.names[place]}", f"{self.folder}/{name}")
                self.names[place] = name

    def checksum(self, document):
        try:
            with open(os.path.join(os.path.dirname(self.folder), document), "rb") as file:
                return hashlib.sha256(file.read()).hexdigest()
        except FileNotFoundError:
            return None


class Sweep:
    def __init__(self, assay, folder, generator):
        self.assay, self.folder, self.random = os.path.abspath(assay), folder, generator
        self.store = folder + "/.assay/knowledge.sqlite"

    def spawn(self, *arguments):
        command = [self.assay, "kb", *arguments, "--project", self.folder]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def sync(self, kill_after=None, kill_at_line=None):
        """Documents acknowledged, in order, and whether it was killed: after so many seconds, or so many lines of progress and a moment."""
        process = self.spawn("sync", "--json", "--progress", "json")
        acknowledged, others = [], []
        pause = self.random.choice([0, 0, self.random.uniform(0, 0.05)])

        def read():
            for number, line in enumerate(process.stderr):
                if number == kill_at_line:
                    time.sleep(pause)
                    process.kill()
                # The last line of a killed program may be half of one.
                if not line.startswith("{") or not line.endswith("}\n"):
                    others.append(line)
                    continue
                changed = json.loads(line).get("changed")
                if changed:
                    acknowledged.append((changed["document"], changed["change"]))

        reader = threading.Thread(target=read)
        reader.start()
        try:
            process.wait(timeout=kill_after)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join()
        killed = process.returncode == -signal.SIGKILL
        process.stdout.read()
        if not killed and process.returncode != 0:
            sys.exit(f"a sync ended with {process.returncode}: {''.join(others)}")
        return acknowledged, killed

    def open(self):
        return sqlite3.connect(self.store)

    def verify(self, corpus, acknowledged):
        """Everything that can be seen from outside after a kill."""
        if not os.path.exists(self.store):
            if acknowledged:
                sys.exit("the store is gone")
            return
        store = self.open()
        tables = {row[0] for row in store.execute("SELECT name FROM sqlite_master")}
        if "passage" not in tables:
            if acknowledged:
                sys.exit("the tables are gone")
            return
        problem = [row[0] for row in store.execute("PRAGMA integrity_check") if row[0] != "ok"]
        if problem:
            sys.exit(f"integrity_check: {problem}")
        if store.execute("SELECT count(*) FROM pragma_foreign_key_check").fetchone()[0]:
            sys.exit("a row belongs to nothing")
        store.execute("INSERT INTO passage_words(passage_words, rank) VALUES ('integrity-check', 1)")
        store.rollback()
        documents = {row[0]: row for row in store.execute("SELECT path, checksum, id FROM document")}
        for document, change in dict(acknowledged).items():
            if change == "removed":
                if document in documents:
                    sys.exit(f"the removal of {document} was acknowledged, and it is there")
            elif change != "moved" and (document not in documents or documents[document][1] != corpus.checksum(document)):
                sys.exit(f"{document} was acknowledged as {change} and is not in the store as it is")
            elif document not in documents:
                sys.exit(f"{document} was acknowledged as moved and is not in the store")
        bare = store.execute(
            "SELECT count(*) FROM passage WHERE NOT EXISTS (SELECT 1 FROM embedding WHERE embedding.key = passage.key)").fetchone()[0]
        if bare:
            sys.exit(f"{bare} passages have no vector")
        for path, _, identity in documents.values():
            numbers = [row[0] for row in store.execute("SELECT ordinal FROM passage WHERE document = ? ORDER BY ordinal", (identity,))]
            if not numbers or numbers != list(range(len(numbers))):
                sys.exit(f"{path} is in the store in part")
        store.close()

    def passages(self):
        store = self.open()
        sql = """SELECT path, ordinal, headings, lead, text, start, "end", hex(key), hex(vector), document.checksum, document.signature
            FROM passage JOIN document ON document.id = passage.document JOIN embedding USING (key) ORDER BY path, ordinal"""
        rows = store.execute(sql).fetchall()
        store.close()
        return rows

    def check(self):
        process = self.spawn("check")
        output, errors = process.communicate()
        if process.returncode != 0:
            sys.exit(f"kb check: {output}{errors}")

    def compare(self):
        """A sync to the end gives what a new store would hold."""
        self.sync()
        self.check()
        mine = self.passages()
        os.rename(self.folder + "/.assay", self.folder + "/.kept")
        self.sync()
        fresh = self.passages()
        shutil.rmtree(self.folder + "/.assay")
        os.rename(self.folder + "/.kept", self.folder + "/.assay")
        if mine != fresh:
            sys.exit("the passages are not those of a store made from nothing")
        return len(mine)


def fill_disk(assay, size, generator):
    """The store on a file system that is too small: told in words, nothing lost, goes on when there is room."""
    folder = tempfile.mkdtemp(prefix="assay-full-disk-")
    small = folder + "/.assay"
    os.makedirs(small)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", small], check=True)
    try:
        with open(folder + "/assay.toml", "w") as file:
            file.write('[project]\nname = "full-disk"\n')
        corpus, sweep = Corpus(folder, generator), Sweep(assay, folder, generator)
        for _ in range(20):
            corpus.add()
        acknowledged, _ = sweep.sync()
        for _ in range(400):
            corpus.add()
        process = sweep.spawn("sync", "--json", "--progress", "json")
        _, errors = process.communicate()
        lines = [json.loads(line) for line in errors.splitlines() if line.startswith("{")]
        words = [line for line in errors.splitlines() if not line.startswith("{")]
        acknowledged += [(line["changed"]["document"], line["changed"]["change"]) for line in lines if line.get("changed")]
        if process.returncode != 73 or not any("no space left" in line for line in words):
            sys.exit(f"a full disk gave {process.returncode}: {words}")
        # Looking into a store in WAL mode needs room for its index of pages: more room first, then everything is compared.
        subprocess.run(["mount", "-o", "remount,size=1G", small], check=True)
        sweep.verify(corpus, acknowledged)
        count = len(acknowledged)
        sweep.sync()
        sweep.check()
        return {"acknowledgedBeforeTheDiskWasFull": count, "exit": process.returncode, "words": words[-1]}
    finally:
        subprocess.run(["umount", small], check=True)
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--assay", required=True)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--passages", type=int, default=0)
    parser.add_argument("--full-disk", metavar="SIZE")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    generator = random.Random(arguments.seed)
    if arguments.full_disk:
        print(json.dumps(fill_disk(arguments.assay, arguments.full_disk, generator)))
        return
    folder = tempfile.mkdtemp(prefix="assay-kill-ingest-")
    try:
        with open(folder + "/assay.toml", "w") as file:
            file.write('[project]\nname = "kill-sweep"\n')
        corpus, sweep = Corpus(folder, generator), Sweep(arguments.assay, folder, generator)
        for _ in range(arguments.documents):
            corpus.add()
        if arguments.passages:
            sections = (f"## N{i}\n\n{generator.choice(WORDS)} {i}\n" for i in range(arguments.passages))
            corpus.write("large.md", "\n".join(sections))
        # The first store is made under kills too: opening, the tables and the first documents.
        began = time.monotonic()
        acknowledged_in_all, with_acknowledged, kills, whole, seconds, everything = 0, 0, 0, 0, 3.0, []
        while kills < arguments.kills:
            corpus_changed = generator.random() < 0.7
            if kills > 10 and corpus_changed:
                corpus.change()
                everything = []
            started = time.monotonic()
            # Half of the moments are drawn over the whole time of a sync, start of the program included, half over what it does.
            if generator.random() < 0.5:
                acknowledged, killed = sweep.sync(kill_after=generator.uniform(0.02, seconds))
            else:
                acknowledged, killed = sweep.sync(kill_at_line=generator.randint(0, 24))
            everything += acknowledged
            acknowledged_in_all += len(acknowledged)
            sweep.verify(corpus, everything)
            if not killed:
                # As long as a sync takes now; and longer again when it is never got through.
                whole += 1
                seconds = 0.5 * seconds + 0.5 * (time.monotonic() - started)
                continue
            kills += 1
            seconds *= 1.01
            with_acknowledged += bool(acknowledged)
            if kills % 25 == 0:
                passages = sweep.compare()
                everything = []
                print(f"{kills} kills, {acknowledged_in_all} changes acknowledged, {passages} passages as in a new store", file=sys.stderr)
        passages = sweep.compare()
        print(json.dumps({"kills": kills, "syncsThatGotThrough": whole, "acknowledged": acknowledged_in_all,
                          "killsAfterAnAcknowledgement": with_acknowledged, "lost": 0,
                          "passages": passages, "seconds": round(time.monotonic() - began)}))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
