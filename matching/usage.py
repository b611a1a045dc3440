"""What is wrong with a call of the command line, in Chinese.

Belongs here: the words for a command, an option or a value that typer refuses. Does not belong here: faults that only a command can find
(matching.errors.UsageError).
"""

import re
from typing import Any

SENTENCES: tuple[tuple[str, str], ...] = (
    (r"No such command '(.+?)'\. Did you mean (.+)\?", "没有命令 {0}，是不是 {1}"),
    (r"No such command '(.+)'\.", "没有命令 {0}"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", "多出来的内容: {0}（含空格的要加引号）"),
    (r"(?:Value error, )?'(.+)' does not match the formats .*", "{0} 读不懂，请写成 2026-12-18 这样的日期"),
    (r"(?:Value error, )?'(.+)' is not one of (.+)\.", "{0} 不对，只能是 {1}"),
    (r"Input should be a valid (?:integer|number).*", "不是数字"),
    (r"Input should be greater than or equal to (.+)", "不能小于 {0}"),
    (r"Input should be less than or equal to (.+)", "不能大于 {0}"),
    (r"Option '.+' requires an argument\.", "后面要写一个值"),
)
"""What the library says → what we say."""
UNKNOWN = "写法不对"


def say_usage(error: Any) -> str:
    """One sentence for what typer raises at a wrong call, and where the help is."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "zhaoren"
    return f"{_say(error)}。用法见: {path} --help"


def _say(error: Any) -> str:
    match type(error).__name__:
        case "NoSuchOption":
            near = "、".join(sorted(error.possibilities or ()))
            return f"没有选项 {error.option_name}" + (f"，是不是 {near}" if near else "")
        case "MissingParameter":
            return f"缺少 {_hint(error)}"
        case "BadParameter":
            return f"{_hint(error)}: {_translated(error.message)}"
        case "BadOptionUsage":
            return f"选项 {error.option_name} {_translated(error.message)}"
        case _:
            return _translated(error.message)


def _hint(error: Any) -> str:
    """What the call's parameter is called, with what it is for."""
    if error.param is None:
        return str(error.param_hint or "")
    name = max(error.param.opts, key=len) if error.param.param_type_name == "option" else error.param.metavar or error.param.name
    about = getattr(error.param, "help", None)
    return f"{name}（{about}）" if about else str(name)


def _translated(message: str) -> str:
    for pattern, words in SENTENCES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return words.format(*(text.replace("'", "").replace(", ", "、") for text in found.groups()))
    return UNKNOWN
