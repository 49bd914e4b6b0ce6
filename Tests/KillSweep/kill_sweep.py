"""Kills a training with SIGKILL at random moments, resumes it each time, and compares the final adapter with that of an undisturbed run.

    python3 kill_sweep.py --assay .build/release/assay --kills 200

Everything that is random in a training is on: dropout, noise on embeddings, DoRA, an order of examples for each epoch. A moment may fall
into the start of the program, into a step, a validation, a checkpoint or the writing of the adapter. After each kill the project must open
and show the run. Ends with 1 at the first difference; prints one line of JSON at the end.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

OPTIONS = (
    "--rank 2 --epochs 4 --batch 2 --learning-rate 0.002 --use-dora --use-rslora --target-modules q_proj,v_proj "
    "--loraplus-lr-ratio 4 --lora-dropout 0.1 --neftune-noise-alpha 5 --weight-decay 0.01 --max-steps 6 --save-steps 1 --eval-steps 4"
).split()
BIRDS = ["heron", "osprey", "kestrel", "merlin", "plover", "dunlin", "avocet", "curlew"]


def make_project(folder):
    os.makedirs(folder + "/training")
    with open(folder + "/assay.toml", "w") as file:
        file.write('[project]\nname = "kill-sweep"\n[prompt]\ninstructions = "Answer in one short sentence."\n')
    with open(folder + "/training/examples.jsonl", "w") as file:
        for index, bird in enumerate(BIRDS):
            file.write(json.dumps({"prompt": f"What does the {bird} eat?", "completion": f"Reply {index}: the {bird} eats fish.",
                                   "topic": bird}) + "\n")


class Sweep:
    def __init__(self, assay, folder, generator):
        self.assay, self.folder, self.random = os.path.abspath(assay), folder, generator

    def spawn(self, *arguments):
        command = [self.assay, "train", *arguments, "--project", self.folder]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def start(self, name):
        return self.spawn("start", "--name", name, *OPTIONS)

    def adapter(self, name):
        digest = hashlib.sha256()
        for part in ["adapter_model.safetensors", "adapter_config.json"]:
            with open(f"{self.folder}/.assay/runs/{name}/adapter/{part}", "rb") as file:
                digest.update(file.read())
        return digest.hexdigest()

    def shown(self, name):
        """The run as the program shows it; None when it was killed before it had a record."""
        if not os.path.exists(f"{self.folder}/.assay/runs/{name}/run.json"):
            return None
        process = self.spawn("show", name, "--json")
        output, errors = process.communicate()
        if process.returncode != 0:
            sys.exit(f"after a kill the run {name} cannot be shown: {errors.decode()}")
        return json.loads(output)

    def whole(self, name):
        began = time.monotonic()
        process = self.start(name)
        _, errors = process.communicate()
        if process.returncode != 0:
            sys.exit(f"the undisturbed run failed: {errors.decode()}")
        return time.monotonic() - began

    def cut(self, name, seconds, most):
        """One training, killed until it gets through; the steps that had been taken at each kill.

        A resumed training has less to do than a whole one: up to half of a whole one's time finds it at work more often than not. On a
        machine that has become busy that would be too short to get anywhere: each kill without a new step leaves the next one more time.
        """
        kills, patience = [], 1.0
        process = self.start(name)
        while True:
            if len(kills) < most:
                try:
                    _, errors = process.communicate(timeout=self.random.uniform(0.02, patience * seconds / 2))
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.communicate()
                    run = self.shown(name)
                    kills.append(run["run"]["step"] if run else -1)
                    patience = 1.25 * patience if kills[-1] == kills[-2:][0] and len(kills) > 1 else 1.0
                    finished = run is not None and run["run"]["state"] == "done"
                    if finished:
                        return kills
                    process = self.spawn("resume", name) if run else self.start(name)
                    continue
            else:
                _, errors = process.communicate()
            if process.returncode != 0:
                sys.exit(f"the run {name} ended with {process.returncode} after {len(kills)} kills: {errors.decode()}")
            return kills


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--assay", required=True)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="assay-kill-sweep-")
    try:
        make_project(folder)
        sweep = Sweep(arguments.assay, folder, random.Random(arguments.seed))
        seconds = sweep.whole("whole")
        expected = sweep.adapter("whole")
        steps = [point["step"] for point in sweep.shown("whole")["curve"] if "loss" in point]
        print(f"an undisturbed run takes {seconds:.1f} s, its adapter is {expected[:16]}…", file=sys.stderr)
        kills, runs = [], 0
        while len(kills) < arguments.kills:
            name = f"cut-{runs + 1}"
            kills += sweep.cut(name, seconds, arguments.kills - len(kills))
            runs += 1
            found = sweep.adapter(name)
            if found != expected:
                sys.exit(f"{name}: the adapter is {found[:16]}…, not {expected[:16]}…, after kills at steps {kills}")
            curve = [point["step"] for point in sweep.shown(name)["curve"] if "loss" in point]
            if curve != steps:
                sys.exit(f"{name}: the curve has the steps {curve}, not {steps}")
            print(f"{len(kills)} kills, {runs} adapters, all the same", file=sys.stderr)
            shutil.rmtree(f"{folder}/.assay/runs/{name}")
        counts = {step: kills.count(step) for step in sorted(set(kills))}
        print(json.dumps({"kills": len(kills), "adapters": runs, "identical": runs, "secondsOfAWholeRun": round(seconds, 1),
                          "killsByStepsTaken": counts}))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
