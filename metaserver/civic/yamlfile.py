"""Files that operators write: YAML to a model, with a line for every mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from metaserver.errors import SettingError

FILE_MAX_BYTES: Final = 1_000_000

_Model = TypeVar("_Model", bound=BaseModel)


def load_yaml(path: Path, model: type[_Model]) -> _Model:
    """Raises ``SettingError`` with one sentence a mistake, each with its line."""
    return parse_yaml(path, read_text(path), model)


def read_text(path: Path) -> str:
    """The whole file. Raises ``SettingError``."""
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_MAX_BYTES + 1)
        if len(raw) > FILE_MAX_BYTES:
            raise SettingError(f"{path}: the file is larger than 1 MB.")
        return raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path} cannot be read as UTF-8 text: {error}.") from error


def parse_yaml(path: Path, text: str, model: type[_Model]) -> _Model:
    """As ``load_yaml``, of a text that begins with the file's first line."""
    data = _parsed(path, text)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise SettingError(
            "\n".join(_sentence(path, data, each) for each in error.errors())
        ) from error


def _parsed(path: Path, text: str) -> Any:
    try:
        return YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingError(f"{path}:{line}: {error.problem}.") from error
    except (YAMLError, RecursionError) as error:
        raise SettingError(f"{path}: this is not YAML.") from error


def _sentence(path: Path, data: Any, error: Any) -> str:
    message = str(error["msg"]).removeprefix("Value error, ").rstrip(".")
    where = ".".join(str(part) for part in error["loc"])
    return f"{path}:{_line(data, error['loc'])}: {where or 'file'}: {message}."


def _line(data: Any, way: tuple[int | str, ...]) -> int:
    """Line of the value, or of the nearest part around it that is written down."""
    line = 1
    for part in way:
        try:
            line = data.lc.data[part][0] + 1
            data = data[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line
