"""What was measured, line by line: for the terminal and for docs/benchmarks.md."""

from __future__ import annotations

from typing import Any

Line = tuple[str, str, str]

_HEAD = """# Speeds

Written by `make bench`, from the results in [benchmarks.json](benchmarks.json): one run on one machine ({machine}),
two threads. Speeds are of that machine, whose own pace comes and goes by a third within a run: compare what one row
tells, whose sides were measured close together, not one row with another. `make bench ARGS=--quick` prints the same
roughly, sooner, and writes nothing. `make bench` also trains creatures from nothing, by three seeds, and sets three
learners side by side ([learners_compared.md](learners_compared.md)), which takes three quarters of an hour more;
`make bench ARGS=--no-learning` leaves that out.

| what | measured | aim |
|---|---|---|
"""
_TAIL = """
![cost per agent and per box](images/benchmarks.png)
"""
_COMPILED = """
The bridge against stock on *compiled* protobuf, which of the versions that ML-Agents allows only Python 3.10 has:
{clamber:,} agent-steps/s, stock {stock:,}; the median ratio of turns is {ratio:.2f} (aim: 3.5). On {machine}, by
`python benchmarks/bridge.py --seconds 30 --out docs/benchmarks_compiled.json` in an environment that
`PYTHON=python3.10 make` set up, into [benchmarks_compiled.json](benchmarks_compiled.json).
"""


def lines(results: dict[str, Any]) -> list[Line]:
    """What, measured, aim; a part that was not measured has no line."""
    return [
        *_environment(results),
        *_bridge(results.get("bridge")),
        *_game(results),
        *_learning(results),
        *_from_nothing(results),
    ]


#: Where results are of a run without the part that learns.
_NO_LEARNING = """
How soon creatures walk from nothing has not been measured in this run; three seeds of it, on another machine, are in
[brains/from_nothing](brains/from_nothing/README.md).
"""


def page_of_lines(results: dict[str, Any], compiled: dict[str, Any] | None = None) -> str:
    """The whole of docs/benchmarks.md.

    Args:
        results: of `make bench`.
        compiled: of the bridge, measured where protobuf is compiled; None where nobody did.
    """
    text = _HEAD.format(machine=results["machine"]) + _rows(results)
    text += "" if "from_nothing" in results else _NO_LEARNING
    if compiled is not None:
        text += _COMPILED.format(
            clamber=compiled["clamber_agent_steps_per_second"],
            stock=compiled["stock_agent_steps_per_second"],
            ratio=compiled["ratio"],
            machine=compiled["machine"],
        )
    return text + _TAIL


def _rows(results: dict[str, Any]) -> str:
    return "".join(f"| {what.strip()} | {measured} | {aim} |\n" for what, measured, aim in lines(results))


def _environment(results: dict[str, Any]) -> list[Line]:
    found: list[Line] = []
    for row in results.get("environment", ()):
        name = f"{row['agents']} agents of {row['task']}, {row['driven_by']}"
        aim = {"Quadruped": "0.85", "WalkerGauntlet": "0.80"}.get(row["task"], "")
        raw, whole = row["raw_steps_per_second"], row["environment_steps_per_second"]
        found += [
            (f"environment / raw mujoco.rollout, {name}", f"{row['ratio']:.2f}", aim),
            (f"  agent-steps/s, raw and environment, {name}", f"{raw:,.0f} and {whole:,.0f}", ""),
            (f"  environment / raw without timers, on what is in reach, {name}", f"{row['ratio_to_lean']:.2f}", ""),
            (f"  episodes that ended and began meanwhile, {name}", f"{row['episodes_ended']:,}", ""),
            (
                f"  µs per robot and 5 ms step, raw, one thread, {name}",
                f"{row['raw_microseconds_per_physics_step']:.1f}",
                "",
            ),
        ]
    for row in results.get("cost_per_agent", ()):
        found.append(
            (f"µs per decision and agent, agents: {row['agents']:,}", f"{row['microseconds_per_decision']:.0f}", "")
        )
    if memory := results.get("memory"):
        name = f"memory, {memory['agents']:,} agents of {memory['task']}"
        found.append((name, f"{memory['peak_bytes'] / 2**30:.2f} GiB", "2 GiB"))
    for row in results.get("cost_of_boxes", ()):
        found.append(
            (f"µs per robot and 5 ms step, {row['boxes']} boxes a lane", f"{row['microseconds_per_step']:.1f}", "")
        )
    return found


def _bridge(link: dict[str, Any] | None) -> list[Line]:
    if link is None:
        return []
    name = f"bridge, {link['agents']} agents x {link['observations']} observations"
    ours, stock = link["clamber_agent_steps_per_second"], link["stock_agent_steps_per_second"]
    return [
        (f"{name}, / stock UnityEnvironment on {link['protobuf']} protobuf", f"{link['ratio']:.1f}", "3.5 on compiled"),
        (f"  agent-steps/s, it and stock, {name}", f"{ours:,} and {stock:,}", ""),
    ]


def _game(results: dict[str, Any]) -> list[Line]:
    found: list[Line] = []
    for row in results.get("race", ()):
        name = f"race without a page, {row['creatures']} x {row['brain']} on {row['course']}"
        found += [
            (f"{name}: simulated seconds per second", f"{row['real_time_factor']:.1f}", "1"),
            (f"  per second of processor time, {row['brain']}", f"{row['real_time_factor_of_processor']:.1f}", ""),
            (
                f"  kB/s of states per creature, {row['brain']}",
                f"{row['bytes_per_second_per_creature'] / 1000:.1f}",
                "40",
            ),
        ]
    if first := results.get("first_state"):
        found += [
            ("server's start to first state, s", f"{first['seconds']:.1f}", "5"),
            ("  of processor time, s", f"{first['processor_seconds']:.1f}", ""),
        ]
    for row in results.get("page", ()):
        name = f"page open in headless Chromium, {row['creatures']} x {row['brain']} on {row['course']}"
        found += [
            (f"{name}: frames/s", f"{row['frames_per_second']:.1f}", ""),
            (f"  simulated seconds per second, {row['brain']}", f"{row['real_time_factor']:.2f}", "1"),
            (f"  kB/s per creature, {row['brain']}", f"{row['bytes_per_second_per_creature'] / 1000:.1f}", "40"),
            (f"  server's start to first picture, s, {row['brain']}", f"{row['seconds_to_first_picture']:.1f}", "5"),
        ]
    return found


def _learning(results: dict[str, Any]) -> list[Line]:
    found: list[Line] = []
    if learning := results.get("learning"):
        pace = f"{learning['agent_steps_per_second']:,.0f}"
        at_work = learning["processor_microseconds_per_step"] * learning["agent_steps_per_second"] / 1e6
        cores = results["machine"].split(", ")[1]  # "x86_64, 2 cores, Python 3.11.7"
        found += [
            ("learning in this process, 512 QuadrupedFlat, agent-steps/s", pace, "20,000"),
            ("  / raw physics of the same agents", f"{learning['ratio']:.2f}", "0.60"),
            ("  cores at work on average, learning in this process", f"{at_work:.2f} of {cores}", ""),
        ]
    if whole := results.get("mlagents_learn"):
        name = f"mlagents-learn, stock ppo, {whole['config']}, whole run, agent-steps/s"
        found.append((name, f"{whole['agent_steps_per_second']:,.0f}", ""))
    rows = results.get("trainers", ())
    paces = {(row["physics"], row["trainer"]): row["agent_steps_per_second"] for row in rows}
    for physics in dict.fromkeys(row["physics"] for row in rows):
        ours, stock = paces[physics, "clamber"], paces[physics, "ppo"]
        name = f"mlagents-learn, physics: {physics}, agent-steps/s, trainer clamber and stock ppo"
        found += [
            (name, f"{ours:,.0f} and {stock:,.0f}", "" if physics == "nothing" else "12,000"),
            (f"  ratio, physics: {physics}", f"{ours / stock:.1f}", "6"),
        ]
    return found


def _from_nothing(results: dict[str, Any]) -> list[Line]:
    found: list[Line] = []
    for row in results.get("from_nothing", ()):
        seconds, seeds = row["seconds"], row["seeds"]
        name = f"{row['task']} from nothing, {seconds:g} s of learning, median of {len(seeds)} seeds"
        asked = (row["task"], seconds) != ("QuadrupedFlat", 30.0)  # which is the dream
        each = ", ".join(f"{one['speed']:.2f}" for one in seeds)
        fell = ", ".join(f"{one['falls']:.0%}" for one in seeds)
        found += [
            (f"{name}: m/s over 20 s, as deployed", f"{row['speed']:.2f} ({each})", "1" if asked else ""),
            (
                f"  falls, {name}",
                f"{row['falls']:.0%} ({fell})",
                "under 5%" if asked else "",
            ),
            (f"  agent-steps, {name}", f"{min(one['steps'] for one in seeds):,} or more", ""),
        ]
    return found
