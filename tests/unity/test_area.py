"""The training area: command line, the learner's parameters, statistics."""

from __future__ import annotations

import numpy as np
import pytest
from clamber.assets.loading import load_body, load_task, task_body, task_course
from clamber.physics.inertia import link_inertia
from clamber.tasks.environment import ClamberVectorEnv
from clamber.tasks.measures import measure
from clamber.tasks.parameters import PARAMETERS

from tests.unity.mono import run
from tests.unity.records import line, numbers

SEED = 5


def lay_out(
    arguments: str, parameters: str = "", areas: int = 1, repeat: int = 1, learner: int = 0, steps: int = 0,
    reset: bool = False,
) -> list[str]:  # fmt: skip
    """What the training area makes of a command line, the learner's wishes and its brain's habits."""
    numbers = {"areas": areas, "repeat": repeat, "learner": learner, "steps": steps, "reset": reset}
    told = {name: float(value) for name, value in numbers.items()}
    return run("area", [line(parameters=parameters, **told)], arguments=arguments.split())


def test_task_agents_and_areas() -> None:
    task = load_task("QuadrupedFlat")
    env = ClamberVectorEnv("QuadrupedFlat", 6, seed=SEED)
    env.reset()
    agents = [numbers(text) for text in lay_out("--task QuadrupedFlat --agents 3", areas=2)[:6]]
    course = task_course(task)
    pitch = course.width * env.course_scale + 2.0
    assert [agent[0] for agent in agents] == pytest.approx(pitch * np.array([0, 1, -1, 2, -2, 3]))
    assert [agent[11] for agent in agents] == [0.0] * 6
    assert [agent[6] for agent in agents] == env.courses.seed.tolist()
    assert [agent[1] for agent in agents] == pytest.approx(env.courses.difficulty)
    assert [agent[7] for agent in agents] == pytest.approx(env.moment.target_speed)
    env.close()


def test_many_lanes_lie_around_the_first_and_do_not_meet() -> None:
    """Far from the origin positions of 32 bits are coarse: in one row the last of 512 would begin at 9.2 km."""
    count, task = 128, load_task("QuadrupedSteer")
    course = task_course(task)
    lanes = [numbers(text) for text in lay_out(f"--task QuadrupedSteer --agents {count}")[:count]]
    scale = task.course_scale or task_body(task).leg_length
    length, width = (course.start_length + course.length + 4.0) * scale, course.width * scale
    places = np.array([(lane[11], lane[0]) for lane in lanes])
    assert places[0].tolist() == [0.0, 0.0]
    assert np.abs(places).max() < 800.0  # in one row 2300
    apart = np.abs(places[:, None] - places[None, :]) - np.array([length, width])
    assert (apart.max(axis=2)[~np.eye(count, dtype=bool)] > 1.9).all()


def test_a_light_body_weighs_what_it_is_told_in_every_episode() -> None:
    """Bittle's shanks have less inertia about their length than Unity takes; refused, it would stay a boulder's."""
    body = load_body("Bittle")
    moments = [np.linalg.eigvalsh(link_inertia(link).inertia) for link in body.links]
    assert min(one.min() for one in moments) < 1e-6
    for scale in (0.9, 1.0, 1.5):
        told = numbers(lay_out("--task Bittle --agents 1", f"mass_scale {scale}")[0])
        assert told[10] == pytest.approx(sum(np.maximum(one * scale, 1.1e-6).sum() for one in moments), rel=1e-4)


def test_a_seed_changes_what_is_drawn() -> None:
    first, second, again = (numbers(lay_out(f"--task Quadruped --agents 1 --seed {seed}")[0])[6] for seed in (1, 2, 1))
    assert first == again != second


def test_players_of_one_learner_live_episodes_of_their_own() -> None:
    """It tells each another seed; one on the command line goes before it."""
    first, second, again = (numbers(lay_out("--task Quadruped --agents 1", learner=seed)[0])[6] for seed in (1, 2, 1))
    assert first == again != second
    told = {numbers(lay_out("--task Quadruped --agents 1 --seed 7", learner=seed)[0])[6] for seed in (0, 1, 2)}
    assert len(told) == 1


def test_the_brain_reaches_every_agent() -> None:
    assert [numbers(text)[8] for text in lay_out("--task Quadruped --agents 2")[:2]] == [1.0, 1.0]


@pytest.mark.parametrize(("repeat", "learner", "held"), [(1, False, 1), (4, False, 4), (4, True, 1)])
def test_a_brain_holds_its_actions_as_in_its_training(repeat: int, learner: bool, held: int) -> None:
    """A learner that is connected does so itself."""
    told, _ = lay_out("--task Runner --agents 1", repeat=repeat, learner=learner, steps=80)
    assert numbers(told) == [80 / load_task("Runner").decision_steps / held]


@pytest.mark.parametrize("reset", [False, True])
def test_an_action_for_the_episode_before_is_dropped_when_the_learner_resets(reset: bool) -> None:
    steps = 3 * load_task("Quadruped").decision_steps
    decisions, action = lay_out("--task Quadruped --agents 1", reset=reset, steps=steps)
    assert numbers(decisions) == [3.0]
    assert set(numbers(action)) == {0.0 if reset else 1.0}


def test_environment_parameters_take_the_place_of_what_is_drawn() -> None:
    task = load_task("Quadruped")
    body = task_body(task)
    parameters = "difficulty 0.25 gravity 5 friction 0.7 mass_scale 1.5 motor_strength 0.5 target_speed 1.75"
    assert set(parameters.split()[::2]) <= set(PARAMETERS)
    _, difficulty, friction, mass, stiffness, pull, _, speed, _, sliding, inertia, _ = numbers(
        lay_out("--task Quadruped --agents 1", parameters)[0]
    )
    assert (difficulty, friction, sliding, speed) == pytest.approx((0.25, 0.7, 0.7, 1.75))
    assert inertia == pytest.approx(1.5 * sum(np.trace(link_inertia(link).inertia) for link in body.links))
    assert mass == pytest.approx(1.5 * measure(body).mass)
    assert stiffness == pytest.approx(0.5 * body.axes[0].stiffness)
    assert pull == pytest.approx(9.81 - 5.0, rel=1e-5)


def test_statistics_have_the_headless_players_names() -> None:
    env = ClamberVectorEnv("QuadrupedFlat", 1, seed=SEED)
    env.reset()
    told: set[str] = set()
    while not told:
        infos = env.step(np.ones((1, env.measures.actions), dtype=np.float32))[4]
        told = {f"Episode/{name}" for name in infos.get("totals", {})}
    env.close()
    found = dict(text.split("|") for text in lay_out("--task QuadrupedFlat --agents 1")[1:])
    assert set(found) == told
    assert float(found["Episode/length"]) > 0.0
    # With no physics it stays where it starts, and is stuck in the end.
    assert float(found["Episode/distance"]) == 0.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--task Nobody", "Clamber: --task: Nobody is not in this build; there are "),
        ("--agents none", "Clamber: --agents: none is not allowed; a whole number from 1 to 65536"),
        ("--agents 0", "Clamber: --agents: 0 is not allowed; a whole number from 1 to 65536"),
        ("--seed", "Clamber: --seed: a value is missing after it"),
    ],
)
def test_bad_arguments_are_one_line_and_an_exit_code(arguments: str, message: str) -> None:
    [answer] = lay_out(arguments)
    assert answer.startswith("2|" + message)
