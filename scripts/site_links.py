"""A preprocessor of mdBook. A link from a page to a file of the repository that is no page of the site becomes its path as text, or leads to
`git-repository-url` of book.toml, if there is one. A link to a README.md leads to the index.html that mdBook makes of it.

https://rust-lang.github.io/mdBook/for_developers/preprocessors.html
"""

import json
import posixpath
import re
import sys

# A block of code as a whole, a piece of code, or a link: only links are changed. The name of a link may hold code.
PARTS = re.compile(r"(^```.*?^```)|\[((?:[^\[\]`]|`[^`]*`)*)\]\(([^)\s]+)\)|(`[^`\n]*`)", re.DOTALL | re.MULTILINE)


def changed(content: str, path: str, repository: str | None) -> str:
    def of(part: re.Match[str]) -> str:
        name, link = part[2], part[3]
        if link is None or "://" in link or link.startswith("#"):
            return part[0]
        target = posixpath.normpath(posixpath.join("docs", posixpath.dirname(path), link.split("#")[0]))
        if target.startswith("docs/"):
            return re.sub(r"\bREADME\.md((?:#[^)]*)?\))$", r"index.md\1", part[0])
        if repository:
            return f"[{name}]({repository.rstrip('/')}/blob/HEAD/{target}{''.join(link.partition('#')[1:])})"
        return name if target in name else f"{name} (`{target}` in the repository)"

    return PARTS.sub(of, content)


def walk(items: list, repository: str | None) -> None:
    for item in items:
        if isinstance(item, dict) and "Chapter" in item:
            chapter = item["Chapter"]
            if chapter.get("path"):
                chapter["content"] = changed(chapter["content"], chapter["path"], repository)
            walk(chapter["sub_items"], repository)


def main() -> None:
    if sys.argv[1:2] == ["supports"]:
        return
    context, book = json.load(sys.stdin)
    repository = context["config"].get("output", {}).get("html", {}).get("git-repository-url")
    walk(book.get("items", book.get("sections", [])), repository)
    json.dump(book, sys.stdout)


main()
