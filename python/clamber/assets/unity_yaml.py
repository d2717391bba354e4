"""Unity's text serialisation of a ScriptableObject, read without losing a byte.

A file is a header and one or more objects (``--- !u!114 &11400000``). PyYAML finds where each value lies in the text;
the text itself is kept, so that writing replaces what changed and nothing else (see ``encoding``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from clamber.assets.fields import AssetError

HEADER = "%YAML 1.1\n%TAG !u! tag:unity3d.com,2011:\n"
#: The file ID of a ScriptableObject that is a file's main object.
MAIN_OBJECT = 11400000
_MONO_BEHAVIOUR = 114
_OBJECT = re.compile(r"^--- !u!(\d+) &(-?\d+)( stripped)?[ ]*\r?$", re.MULTILINE)


@dataclass(frozen=True)
class UnityObject:
    """One ScriptableObject in a file's text.

    Attributes:
        text: the whole file.
        offset: where the object's YAML begins; add it to the index of a node's mark to get an index into ``text``.
        fields: the object's fields, a block mapping.
        script: GUID of its C# script.
    """

    text: str
    offset: int
    fields: yaml.MappingNode
    script: str

    @property
    def line_end(self) -> str:
        """How the file ends its lines: with a line feed, or with carriage return and line feed."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def begin(self, node: yaml.Node) -> int:
        """Index of the node's first character in ``text``."""
        return self.offset + int(node.start_mark.index)

    def end(self, node: yaml.Node) -> int:
        """Index after the node's last character in ``text``, spaces after an empty scalar included."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self.end(last[1] if isinstance(node, yaml.MappingNode) else last)
        index = self.offset + int(node.end_mark.index)
        if isinstance(node, yaml.ScalarNode) and node.start_mark.index == node.end_mark.index:
            while self.text[index : index + 1] == " ":
                index += 1
        return index


def parse(text: str, file: str) -> list[UnityObject]:
    """The ScriptableObjects in a file's text.

    Args:
        text: the whole file, line ends as they are.
        file: what to call the file in errors.

    Raises:
        AssetError: it is not Unity's text serialisation, or no ScriptableObject is in it.
    """
    starts = list(_OBJECT.finditer(text))
    if not starts:
        raise AssetError(
            f"{file}: not a Unity asset saved as text (no '--- !u!114 &11400000' line); in Unity, choose "
            "Project Settings > Editor > Asset Serialization > Force Text"
        )
    objects = []
    for number, start in enumerate(starts):
        if int(start[1]) != _MONO_BEHAVIOUR or start[3]:
            continue
        end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        objects.append(_parse_object(text, start.end(), end, file))
    if not objects:
        raise AssetError(f"{file}: holds no ScriptableObject; a body, course or task asset is one")
    return objects


def pairs(node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node]]:
    """Keys as text, and values, in file order."""
    for key, value in node.value:
        yield str(key.value), value


def get(node: yaml.Node, key: str) -> yaml.Node | None:
    """The value of a key, or None where the node is no mapping or lacks it."""
    if isinstance(node, yaml.MappingNode):
        for name, value in pairs(node):
            if name == key:
                return value
    return None


def get_text(node: yaml.Node, *path: str) -> str:
    """The text of the scalar at the end of a path of keys; empty where there is none."""
    found: yaml.Node | None = node
    for key in path:
        found = get(found, key) if found is not None else None
    return str(found.value) if isinstance(found, yaml.ScalarNode) else ""


def _parse_object(text: str, start: int, end: int, file: str) -> UnityObject:
    first_line = text.count("\n", 0, start) + 1
    try:
        root = yaml.compose(text[start:end], Loader=yaml.SafeLoader)
        if root is not None:
            _check(root, set())
    except yaml.MarkedYAMLError as error:
        line = first_line + (error.problem_mark.line if error.problem_mark else 0)
        reason = " ".join(str(error.problem or error.context or "unreadable").split())
        raise AssetError(f"{file}: line {line}: not valid Unity YAML: {reason}") from None
    except yaml.reader.ReaderError as error:
        code = error.character if isinstance(error.character, int) else ord(error.character)
        raise AssetError(f"{file}: holds the character U+{code:04X}, which no text asset may") from None
    except RecursionError:
        raise AssetError(f"{file}: nested too deeply to be a Unity asset") from None
    fields = get(root, "MonoBehaviour") if root is not None else None
    if not isinstance(fields, yaml.MappingNode) or fields.flow_style:
        raise AssetError(f"{file}: line {first_line}: 'MonoBehaviour:' and its fields are missing")
    return UnityObject(text, start, fields, get_text(fields, "m_Script", "guid"))


def _check(node: yaml.Node, seen: set[int]) -> None:
    """Refuses what Unity never writes and cannot read: aliases, keys that are not plain words, keys twice."""
    if id(node) in seen:
        raise yaml.composer.ComposerError(None, None, "an alias, which Unity does not know", node.start_mark)
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _check(item, seen)
    elif isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.composer.ComposerError(None, None, "a key that is not a name", key.start_mark)
            if key.value in keys:
                raise yaml.composer.ComposerError(None, None, f"{key.value} is there twice", key.start_mark)
            keys.add(key.value)
            _check(value, seen)
