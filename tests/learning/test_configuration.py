"""Trainer configurations: what they say is what the learner does, and what is wrong is said in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from clamber.assets.fields import AssetError
from clamber.bridge.player.arguments import OPTIONS
from clamber.learning import configuration, lessons
from clamber.learning.configuration import check_configuration, read_configuration
from clamber.studies.reproduce import STUDIES, load_study
from clamber.studies.run import Run

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "trainer_configs"


def document(**changes: Any) -> dict[str, Any]:
    """A small configuration; ``changes`` replace entries of its one behavior."""
    behavior = {"trainer_type": "clamber", "hyperparameters": {"num_epoch": 3}, "max_steps": 1000, **changes}
    return {"behaviors": {"Walker": behavior}, "env_settings": {"env_args": ["--task", "Walker", "--agents", "8"]}}


def with_section(name: str, **entries: Any) -> dict[str, Any]:
    """The small configuration with entries in one of its other sections."""
    return document() | {name: (document().get(name) or {}) | entries}


def stock_ppo(network: Any = None, **hyperparameters: Any) -> dict[str, Any]:
    """The small configuration for stock ppo."""
    return document(trainer_type="ppo", hyperparameters=hyperparameters, network_settings=network)


def test_everything_said_is_heard() -> None:
    """Every key arrives in its place."""
    given = document(
        hyperparameters={"learning_rate": "1e-4", "trunk_units": [32, 16], "symmetry": "loss", "num_minibatches": 2},
        network_settings={"normalize": False, "memory": {"memory_size": 64}},
        reward_signals={"extrinsic": {"gamma": 0.9, "strength": 2.0}},
        time_horizon=12, summary_freq=10, checkpoint_interval=20, keep_checkpoints=3,
    )  # fmt: skip
    given["checkpoint_settings"] = {"run_id": "mine"}
    given["env_settings"]["env_args"] += ["--engine=physx", "--seed", "5", "-nographics", "--course", "Hurdles"]
    found = check_configuration(given, "x.yaml")
    trainer = found.trainer
    assert trainer.behavior == "Walker"
    assert trainer.hyperparameters.learning_rate == 1e-4
    assert trainer.hyperparameters.trunk_units == (32, 16)
    assert trainer.hyperparameters.symmetry == "loss"
    assert (trainer.gamma, trainer.strength, trainer.normalize) == (0.9, 2.0, False)
    assert trainer.memory is not None and trainer.memory.memory_size == 64
    assert (trainer.time_horizon, trainer.summary_freq) == (12, 10)
    assert (trainer.checkpoint_interval, trainer.keep_checkpoints, trainer.max_steps) == (20, 3, 1000)
    assert (found.environment.task, found.environment.agents) == ("Walker", 8)
    assert (found.environment.engine, found.environment.seed) == ("physx", 5)
    assert found.environment.course == "Hurdles"
    assert found.run_id == "mine"


def test_stock_ppo_is_understood() -> None:
    """A stock ppo configuration trains in-process with what its words mean here."""
    found = check_configuration(
        document(
            trainer_type="ppo",
            hyperparameters={
                "batch_size": 2048, "buffer_size": 20480, "learning_rate": 3e-4, "learning_rate_schedule": "linear",
                "beta": 2e-3, "epsilon": 0.3, "lambd": 0.9, "num_epoch": 5,
            },
            network_settings={"normalize": True, "hidden_units": 256, "num_layers": 3},
        ),
        "x.yaml",
    )  # fmt: skip
    hyper = found.trainer.hyperparameters
    assert (hyper.num_minibatches, hyper.num_epoch) == (10, 5)
    assert (hyper.learning_rate, hyper.learning_rate_schedule) == (3e-4, "linear")
    assert (hyper.beta, hyper.epsilon, hyper.lambd) == (2e-3, 0.3, 0.9)
    assert hyper.trunk_units == (256, 256)
    # YAML 1.1 reads 1e3 as a text, and mlagents takes a number in quotes too.
    found = check_configuration(stock_ppo({"num_layers": "3"}, batch_size="1e3", buffer_size=100), "x.yaml")
    hyper = found.trainer.hyperparameters
    assert (hyper.num_minibatches, hyper.trunk_units) == (1, (128, 128))


def test_what_is_left_out_or_null_is_the_default() -> None:
    """Every section may be null, as mlagents writes them."""
    bare = {"behaviors": {"Walker": dict.fromkeys(
        ("hyperparameters", "network_settings", "reward_signals", "init_path", "behavioral_cloning", "self_play")
    )}}  # fmt: skip
    sections = ("env_settings", "engine_settings", "checkpoint_settings", "torch_settings", "environment_parameters")
    found = check_configuration(bare | dict.fromkeys((*sections, "default_settings")), "x.yaml")
    expected = check_configuration({"behaviors": {"Walker": {}}}, "x.yaml")
    assert (found.trainer, found.environment) == (expected.trainer, expected.environment)
    assert found.environment.task == "Walker"


def test_arguments_of_the_player_alone_are_left_to_it() -> None:
    """The headless player's, and Unity's own, which have one dash."""
    arguments = [word for name in OPTIONS for word in (name, "mujoco" if name == "--engine" else "2")]
    arguments += ["-batchmode", "-screen-width", "640", "-logFile", "-", "--agents", "8"]
    found = check_configuration(with_section("env_settings", env_args=arguments, seed="7"), "x.yaml").environment
    assert (found.task, found.agents, found.engine, found.seed) == ("2", 8, "mujoco", 2)
    found = check_configuration(with_section("env_settings", seed="7"), "x.yaml").environment
    assert (found.task, found.agents, found.seed) == ("Walker", 8, 7)


def test_default_settings_are_a_behaviors_where_it_says_nothing() -> None:
    """As mlagents lays one over the other, section by section."""
    default = {"time_horizon": 12, "max_steps": 5, "hyperparameters": {"num_epoch": 9, "epsilon": 0.1}}
    trainer = check_configuration({**document(), "default_settings": default}, "x.yaml").trainer
    assert (trainer.time_horizon, trainer.max_steps) == (12, 1000)
    assert (trainer.hyperparameters.num_epoch, trainer.hyperparameters.epsilon) == (3, 0.1)


def test_no_key_that_mlagents_knows_is_unknown() -> None:
    """Section by section."""
    stock = pytest.importorskip("mlagents.trainers.settings")
    attr = pytest.importorskip("attr")
    ours = {
        stock.RunOptions: configuration._FILE_KEYS - {"clamber"},
        stock.TrainerSettings: configuration._BEHAVIOR_KEYS,
        stock.NetworkSettings: configuration._NETWORK_KEYS,
        stock.RewardSignalSettings: configuration._SIGNAL_KEYS,
        stock.EnvironmentSettings: configuration._SECTIONS["env_settings"],
        stock.EngineSettings: configuration._SECTIONS["engine_settings"],
        stock.CheckpointSettings: configuration._SECTIONS["checkpoint_settings"],
        stock.TorchSettings: configuration._SECTIONS["torch_settings"],
        stock.UniformSettings: lessons._SAMPLERS["uniform"],
        stock.GaussianSettings: lessons._SAMPLERS["gaussian"],
        stock.MultiRangeUniformSettings: lessons._SAMPLERS["multirangeuniform"],
        stock.ConstantSettings: lessons._SAMPLERS["constant"],
        stock.CompletionCriteriaSettings: lessons._CRITERIA,
    }
    for kind, keys in ours.items():
        assert keys == set(attr.fields_dict(kind)), kind


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_projects_configurations_are_right(path: Path) -> None:
    """Each is read, but for those of another trainer, which is said."""
    kind = next(iter(yaml.safe_load(path.read_text())["behaviors"].values()))["trainer_type"]
    if kind in ("clamber", "ppo"):
        assert read_configuration(path).environment.task
    else:
        with pytest.raises(AssetError, match="trainer_type"):
            read_configuration(path)


@pytest.mark.parametrize("path", sorted((ROOT / "docs/brains/from_nothing/settings").glob("*.yaml")), ids=str)
def test_the_settings_that_brains_were_trained_with_are_still_read(path: Path) -> None:
    """Nobody could train such a brain again otherwise."""
    assert read_configuration(path).environment.agents == 512


@pytest.mark.parametrize("name", STUDIES)
def test_the_configurations_of_studies_are_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As they are written for a training, every condition's."""
    monkeypatch.chdir(ROOT)
    for condition in load_study(name).conditions:
        run = Run(name, condition, 1, tmp_path, 1000)
        found = check_configuration(run.document(), condition.name)
        assert found.environment.task == str(run.task_path)
        assert set(found.parameters) == set(run.document().get("environment_parameters", {}))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "x.yaml: behaviors: None is not allowed; a mapping"),
        ({"behaviors": {}}, "x.yaml: behaviors: 0 of them are not allowed; in-process training takes 1"),
        (document(trainer_type="sac"), "behaviors.Walker.trainer_type: 'sac' is not allowed; clamber or ppo"),
        (document(max_step=5), "behaviors.Walker.max_step: there is no such setting (did you mean max_steps?)"),
        (document(max_steps="many"), "behaviors.Walker.max_steps: 'many' is not allowed; a whole number from 1"),
        (document(time_horizon=0), "behaviors.Walker.time_horizon: 0 is not allowed; a whole number from 1 to 10000"),
        (document(hyperparameters={"num_epoch": 2.5}), "hyperparameters.num_epoch: 2.5 is not allowed; a whole number"),
        (
            document(hyperparameters={"epsilon": True}),
            "hyperparameters.epsilon: True is not allowed; a number from 0.01",
        ),
        (document(hyperparameters={"symmetry": "yes"}), "symmetry: 'yes' is not allowed; none, augmentation"),
        (document(hyperparameters={"trunk_units": 3}), "trunk_units: 3 is not allowed; a list of whole numbers"),
        (document(hyperparameters={"trunk_units": []}), "trunk_units: [] is not allowed; at least one layer"),
        (with_section("env_settings", num_areas=0), "env_settings.num_areas: 0 is not allowed; a whole number from 1"),
        (document(hyperparameters={"trunk_units": [0]}), "trunk_units[0]: 0 is not allowed; a whole number from 1"),
        (document(hyperparameters={"action_buckets": 4}), "action_buckets: 4 is not allowed; 0, or odd from 3"),
        (document(hyperparameters={"max_std": 0.1}), "init_std: 0.35 is not allowed; from min_std, 0.05, to max_std"),
        (document(network_settings={"normalize": 1}), "normalize: 1 is not allowed; true or false"),
        (document(network_settings={"hidden_units": 64}), "hidden_units: 64 is not allowed with trainer_type clamber;"),
        (document(reward_signals={"gail": {}}), "reward_signals.gail: there is no such setting"),
        ({**document(), "env_settings": {"env_args": ["--agents", "x"]}}, "--agents: 'x' is not allowed"),
        ({**document(), "env_settings": {"env_args": ["--engine", "bullet"]}}, "--engine: 'bullet' is not allowed"),
        ({**document(), "env_settings": {"env_args": ["--agents", "1"]}}, "agents: 1 is not allowed"),
        (document() | {"enviroment_parameters": {}}, "x.yaml: enviroment_parameters: there is no such setting (di"),
        (document() | {"env_setings": {}}, "env_setings: there is no such setting (did you mean env_settings?)"),
        (document() | {"env_settings": []}, "x.yaml: env_settings: [] is not allowed; a mapping"),
        (document() | {"default_settings": {"max_step": 5}}, "default_settings.max_step: there is no such setting"),
        (with_section("env_settings", env_arg=[]), "env_settings.env_arg: there is no such setting (did you mean env_"),
        (with_section("env_settings", seed="x"), "env_settings.seed: 'x' is not allowed; a whole number"),
        (with_section("env_settings", seed=None), "env_settings.seed: None is not allowed; a whole number"),
        (with_section("env_settings", env_args=""), "env_settings.env_args: '' is not allowed; a list of arguments"),
        (with_section("env_settings", env_args=["--task"]), "env_settings.env_args --task: its value is missing"),
        (with_section("env_settings", env_args=["--task="]), "env_settings.env_args --task: its value is missing"),
        (with_section("env_settings", env_args=["--task", "--agents", "8"]), "env_args --task: its value is missing"),
        (with_section("env_settings", env_args=["--agent", "8"]), "env_args --agent: there is no such setting (did"),
        (with_section("checkpoint_settings", run_ID="a"), "checkpoint_settings.run_ID: there is no such setting (did"),
        (with_section("engine_settings", timescale=1), "engine_settings.timescale: there is no such setting (did"),
        (with_section("torch_settings", devise="cpu"), "torch_settings.devise: there is no such setting (did you mean"),
        (document(network_settings={"normalise": False}), "network_settings.normalise: there is no such setting (did"),
        (document(network_settings={"memory": False}), "network_settings.memory: False is not allowed; a mapping"),
        (document(reward_signals={"extrinsic": {"gama": 0.9}}), "reward_signals.extrinsic.gama: there is no such sett"),
        (document(hyperparameters=[]), "behaviors.Walker.hyperparameters: [] is not allowed; a mapping"),
        (document(hyperparameters={"batch_size": 64}), "hyperparameters.batch_size: there is no such setting"),
        (document(self_play={"window": 9}), "behaviors.Walker.self_play: {'window': 9} is not allowed; null"),
        (document(init_path=5), "behaviors.Walker.init_path: 5 is not allowed; a text"),
        (stock_ppo({"num_layers": None}), "behaviors.Walker.network_settings.num_layers: None is not allowed; a whole"),
        (stock_ppo({"num_layers": "deep"}), "network_settings.num_layers: 'deep' is not allowed; a whole number"),
        (stock_ppo({"hidden_units": [64]}), "network_settings.hidden_units: [64] is not allowed; a whole number"),
        (stock_ppo(batch_size="all"), "hyperparameters.batch_size: 'all' is not allowed; a whole number"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(given: dict[str, Any], message: str) -> None:
    """File, field, value, what is allowed."""
    with pytest.raises(AssetError) as caught:
        check_configuration(given, "x.yaml")
    assert message in str(caught.value)
    assert str(caught.value).startswith("x.yaml: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe\x00", b"- 1\n"])
def test_broken_files(content: bytes, tmp_path: Path) -> None:
    """No YAML, no text, no mapping: one line each; and so for a file that is not there."""
    path = tmp_path / "broken.yaml"
    path.write_bytes(content)
    for case in (path, tmp_path / "missing.yaml"):
        with pytest.raises(AssetError) as caught:
            read_configuration(case)
        assert str(caught.value).startswith(f"{case}: ")
        assert "\n" not in str(caught.value)
