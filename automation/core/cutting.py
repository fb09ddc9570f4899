"""Making a text fit, visibly: what was cut ends with a mark. Pure."""

from typing import Final

MARK: Final = " … (cut)"


def cut(text: str, characters: int) -> str:
    """At most so many characters."""
    if len(text) <= characters:
        return text
    return (text[: max(characters - len(MARK), 0)].rstrip() + MARK)[:characters]


def cut_bytes(text: str, limit: int) -> str:
    """At most so many bytes of UTF-8."""
    encoded = text.encode()
    if len(encoded) <= limit:
        return text
    room = max(limit - len(MARK.encode()), 0)
    return encoded[:room].decode(errors="ignore").rstrip() + MARK


def cut_lines(lines: tuple[str, ...], most: int, characters: int) -> tuple[str, ...]:
    """At most so many lines of so many characters; the last one says how many are missing."""
    kept = tuple(cut(line, characters) for line in lines[:most])
    if len(lines) <= most:
        return kept
    return (*kept[:-1], f"{len(lines) - most + 1} more{MARK}")
