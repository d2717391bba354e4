"""``clamber import-body``: a robot's file in, a body asset out."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from clamber.assets.content import asset_path
from clamber.assets.fields import AssetError
from clamber.assets.loading import BODY, save_body
from clamber.physics.import_mjcf import import_file


def import_body(source: Path, out: Path | None = None, name: str | None = None) -> Path:
    """Makes a body asset of a URDF or MJCF file and says what was guessed or changed.

    Args:
        source: robot.urdf or robot.xml.
        out: the .asset file to write; ``Bodies/NAME.asset`` in the content folder if None.
        name: the body's name; the source file's, in capitals where words begin, if None.

    Returns:
        the file written.

    Raises:
        AssetError: the source cannot be read, no walking body can be made of it, or the result cannot be written; or
            there is a body of that name already and ``out`` does not name its file.
    """
    if out is None:
        out = asset_path(name or _name_of(source), BODY.folder)
        if out.exists():
            raise AssetError(f"{out}: is there already; choose another --name, or --out {out} to replace it")
    elif name is not None and out.stem != name:
        raise AssetError(f"{out}: an asset's file has the asset's name; {name}.asset is needed")
    if out.suffix != ".asset":
        raise AssetError(f"{out}: {out.suffix or 'no ending'} is not allowed; .asset")
    imported = import_file(source)
    try:
        save_body(imported.spec, out)
    except AssetError as error:
        raise AssetError(f"{source}: no body can be made of it: {error}") from None
    body = imported.spec
    mass = sum(shape.mass for link in body.links for shape in link.shapes)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{out}: {len(body.links)} links, {len(body.axes)} axes, {mass:.3g} kg, stands "
                  f"{body.standing_height:.3g} m high", markup=False)  # fmt: skip
    for note in imported.notes:
        console.print(f"  {note}", markup=False)
    return out


def _name_of(source: Path) -> str:
    words = source.stem.replace("-", "_").split("_")
    return "".join(word[:1].upper() + word[1:] for word in words if word)
