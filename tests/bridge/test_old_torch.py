"""A torch whose tensordict is missing: stock trainers stay usable."""

from __future__ import annotations

import subprocess
import sys


def test_without_rsl_rl_s_tensors_there_is_no_trainer_type_and_a_line_says_why() -> None:
    program = (
        "import sys; sys.modules['tensordict'] = None\n"
        "from clamber.bridge.trainer import trainer_types\n"
        "print(trainer_types())\n"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, check=True)
    said = (done.stdout + done.stderr).strip().splitlines()
    assert "({}, {})" in said
    assert [line for line in said if "trainer_type clamber needs rsl_rl and a tensordict that fits" in line]
    assert "Traceback" not in done.stderr
