"""Prints the functions that are longer than so many lines: `python long_functions.py 70 FOLDER …`."""

import ast
import sys
from pathlib import Path


def long_functions(file: Path, lines_most: int) -> list[str]:
    """`path:line: name (n lines)` of each function in `file` over `lines_most`, docstring not counted."""
    found = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        lines = node.end_lineno - node.lineno + 1
        first = node.body[0]
        if ast.get_docstring(node) is not None:
            lines -= first.end_lineno - first.lineno + 1
        if lines > lines_most:
            found.append(f"{file}:{node.lineno}: {node.name} ({lines} lines)")
    return found


if __name__ == "__main__":
    limit = int(sys.argv[1])
    for folder in sys.argv[2:]:
        for path in sorted(Path(folder).rglob("*.py")):
            print("\n".join(long_functions(path, limit)), end="\n" if long_functions(path, limit) else "")
