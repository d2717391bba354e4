"""The player as a process: its exit status, its one line, its log, signals, and learners that die."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

import grpc
import pytest
from mlagents_envs.communicator_objects.unity_message_pb2 import UnityMessageProto
from mlagents_envs.communicator_objects.unity_to_external_pb2_grpc import (
    UnityToExternalProtoServicer,
    add_UnityToExternalProtoServicer_to_server,
)

from tests.bridge.players import free_port

FAKE = str(Path(__file__).with_name("fake_player.py"))
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a player (the counting one, or with real=True the program itself)."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str, real: bool = False) -> subprocess.Popen[str]:
        program = ["-m", "clamber.bridge.player"] if real else [FAKE]
        started.append(
            subprocess.Popen(
                [sys.executable, *program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
        )
        return started[-1]

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


class Learner(UnityToExternalProtoServicer):
    """A server that answers the handshake and then as told; None: it keeps the player waiting."""

    def __init__(self, *answers: UnityMessageProto | None, port: int = 0) -> None:
        """Listens on a port; 0: a free one."""
        self.heard: Queue[UnityMessageProto] = Queue()
        hello = UnityMessageProto(header={"status": 200})
        told = hello.unity_input.rl_initialization_input
        told.communication_version, told.num_areas = "1.5.0", 1
        reset = UnityMessageProto(header={"status": 200})
        reset.unity_input.rl_input.command = 1
        self.answers = [hello, reset, *answers]
        self.over = threading.Event()
        self.server = grpc.server(ThreadPoolExecutor(4))
        add_UnityToExternalProtoServicer_to_server(self, self.server)
        self.port = self.server.add_insecure_port(f"127.0.0.1:{port}")
        self.server.start()

    def Exchange(self, request: UnityMessageProto, context: grpc.ServicerContext) -> UnityMessageProto:  # noqa: N802
        """Hears a message, answers the next one."""
        self.heard.put(request)
        answer = self.answers.pop(0) if self.answers else None
        if answer is None:
            self.over.wait(60)
            return UnityMessageProto(header={"status": 400})
        return answer

    def wait_for_agents(self) -> None:
        """Waits until the player has sent its first agents, and is waiting for actions."""
        while not self.heard.get(timeout=60).unity_output.rl_output.agentInfos:
            pass

    def stop(self) -> None:
        """Goes away."""
        self.over.set()
        self.server.stop(None)


@pytest.fixture
def learner() -> Iterator[Callable[..., Learner]]:
    """Makes learners and stops them."""
    made: list[Learner] = []

    def make(*answers: UnityMessageProto | None) -> Learner:
        made.append(Learner(*answers))
        return made[-1]

    yield make
    for each in made:
        each.stop()


def one_line(process: subprocess.Popen[str], status: int) -> str:
    """The one line on the standard error of a player that ends with a status."""
    _, error = process.communicate(timeout=60)
    assert process.returncode == status, error
    (line,) = error.splitlines()
    assert line.startswith("Clamber: ")
    return line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--task", "Walkr"], "task 'Walkr': there is none; did you mean Walker?"),
        (["--task", "no/such.asset"], "no/such.asset: no such task file"),
        (["--task", __file__ + "/x.asset"], "no such task file"),
        (["--agents", "-3"], "argument --agents: '-3' is not allowed"),
        (["--tusk", "Walker"], "argument --tusk: unknown; did you mean --task?"),
        (["-logFile", "/dev/null/Player.log"], "argument -logFile: /dev/null/Player.log: "),
    ],
)
def test_what_is_wrong_on_the_command_line(start: Start, arguments: list[str], message: str) -> None:
    assert message in one_line(start(*arguments, real=True), 2)


def test_what_is_wrong_stands_in_the_log_that_was_asked_for(start: Start, tmp_path: Path) -> None:
    """The learner shows nothing that a player prints."""
    log = tmp_path / "Player-0.log"
    line = one_line(start("--agent", "64", "-logFile", str(log), real=True), 2)
    assert "argument --agent: unknown; did you mean --agents?" in line
    assert f"error: {line.removeprefix('Clamber: ')}" in log.read_text()


def test_a_task_file_that_is_not_one(start: Start, tmp_path: Path) -> None:
    path = tmp_path / "Broken.asset"
    path.write_text("%YAML 1.1\nnothing of the kind\n")
    line = one_line(start("--task", str(path), "-logFile", str(tmp_path / "log"), real=True), 2)
    assert "Broken.asset" in line
    assert line.removeprefix("Clamber: ") in (tmp_path / "log").read_text()


def test_nobody_listens(start: Start) -> None:
    port = free_port()
    line = one_line(start("--mlagents-port", str(port), "--wait", "0.3"), 1)
    assert f"port {port}: no learner listens there" in line


def test_who_is_left_behind_waits_for_nobody(tmp_path: Path) -> None:
    """mlagents-learn broken off while its player looks for it: the next run on that port is not its own."""
    log, port = tmp_path / "log", free_port()
    player = [sys.executable, "-m", "clamber.bridge.player", "--mlagents-port", str(port), "--wait", "90"]
    program = (
        f"import subprocess, time, pathlib; log = pathlib.Path({str(log)!r})\n"
        f"subprocess.Popen({[*player, '-logFile', str(log)]!r}, start_new_session=True)\n"
        "while not (log.exists() and 'threads' in log.read_text()): time.sleep(0.05)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
    deadline = time.monotonic() + 60
    while "error: " not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert f"error: port {port}: whoever started this player has ended" in log.read_text()


def test_a_late_learner_is_found(start: Start) -> None:
    port = free_port()
    process = start("--mlagents-port", str(port), "--wait", "60")
    assert process.stdout is not None
    process.stdout.readline()  # it has begun, and looks for a learner that is not there yet
    late = Learner(UnityMessageProto(header={"status": 400}), port=port)
    out, error = process.communicate(timeout=60)
    late.stop()
    assert (process.returncode, error) == (0, "")
    assert "the learner has closed" in out


def test_somebody_else_listens(start: Start) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()

        def answer() -> None:
            while True:
                try:
                    connection, _ = stranger.accept()
                except OSError:
                    return
                with connection:
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        line = one_line(start("--mlagents-port", str(stranger.getsockname()[1]), "--wait", "1"), 1)
        assert f"port {stranger.getsockname()[1]}: no learner answers there" in line


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_good_order(
    start: Start, learner: Callable[..., Learner], number: signal.Signals, tmp_path: Path
) -> None:
    waiting = learner()
    process = start("--mlagents-port", str(waiting.port), "-logFile", str(tmp_path / "log"))
    waiting.wait_for_agents()
    process.send_signal(number)
    out, error = process.communicate(timeout=30)
    assert (process.returncode, out, error) == (0, "", "")
    assert waiting.heard.get(timeout=10).header.status == 400
    assert f"{number.name}: leaving" in (tmp_path / "log").read_text()


def test_a_learner_that_dies(start: Start) -> None:
    # A process of its own, killed without a chance to say goodbye.
    program = "import tests.bridge.test_player_program as t; l = t.Learner(); print(l.port, flush=True); " \
        "l.wait_for_agents(); print('ready', flush=True); l.over.wait()"  # fmt: skip
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=root) as other:
        assert other.stdout is not None
        process = start("--mlagents-port", other.stdout.readline().strip())
        assert other.stdout.readline() == "ready\n"
        other.kill()
    assert "the learner went away" in one_line(process, 1)


def test_bad_actions_are_told_to_both_sides(start: Start, learner: Callable[..., Learner], tmp_path: Path) -> None:
    bad = UnityMessageProto(header={"status": 200})
    for _ in range(2):
        action = bad.unity_input.rl_input.agent_actions["Counting?team=0"].value.add()
        action.continuous_actions.extend([0.0, float("nan")])
    misled = learner(bad)
    log = tmp_path / "folder" / "Player.log"
    process = start("--mlagents-port", str(misled.port), "--agents", "2", "-logFile", str(log))
    line = one_line(process, 1)
    assert "agent 0, action 1 is nan" in line
    assert line.removeprefix("Clamber: ") in log.read_text()
    statuses = [misled.heard.get(timeout=10).header.status for _ in range(4)]
    assert statuses == [200, 200, 200, 400]


def test_a_log_keeps_what_was_before(start: Start, tmp_path: Path) -> None:
    log = tmp_path / "Player.log"
    for _ in range(2):
        one_line(start("--mlagents-port", str(free_port()), "--wait", "0", "-logFile", str(log)), 1)
    said = log.read_text()
    assert len(re.findall(r"headless player, Python [\d.]+, process \d+", said)) == 2
    assert said.count("no learner listens") == 2
    assert "task Walker, 32 agents an area, engine mujoco, threads: one per core" in said


def test_the_player_needs_nothing_of_mlagents() -> None:
    program = (
        "import sys, clamber.bridge.player.main, clamber.bridge.player.session, clamber.bridge.player.connection\n"
        "import clamber.bridge.player.task_environment\n"
        "print({'mlagents', 'mlagents_envs', 'google.protobuf', 'torch', 'gym'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "set()\n"
