"""A packaged template in one language as text with placeholders: what an administrator finds in the form.

The template's own syntax tree is written out again: translated messages in place of gettext calls, `{{ name }}` in place
of their parameters, conditions as they are. A test renders both and compares.
"""

import re
from collections.abc import Callable

from jinja2 import Environment, nodes

from matchmaker.i18n import translator
from matchmaker.model.codes import Language

_PARAMETER = re.compile(r"%(?:\((\w+)\)[sd]|%)")
_OPERATORS = {
    "eq": "==",
    "ne": "!=",
    "gt": ">",
    "gteq": ">=",
    "lt": "<",
    "lteq": "<=",
    "in": "in",
    "notin": "not in",
}


def usual_text(environment: Environment, template: str, block: str, language: Language) -> str:
    """One block of a packaged template as text. Raises TypeError for syntax that a wording could not hold."""
    assert environment.loader is not None  # noqa: S101 -- the environment is the package's own
    source, _name, _current = environment.loader.get_source(environment, f"{template}.txt")
    for found in environment.parse(source).find_all(nodes.Block):
        if found.name == block:
            return _Writer(language).body(found.body).strip()
    raise TypeError(f"{template} has no block {block}")


class _Writer:
    """Writes syntax nodes as text in one language."""

    def __init__(self, language: Language) -> None:
        self._translations = translator(language)

    def body(self, found: list[nodes.Node]) -> str:
        return "".join(self._statement(node) for node in found)

    def _statement(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Output):
            return "".join(self._output(part) for part in node.nodes)
        if isinstance(node, nodes.If):
            return self._if(node)
        raise TypeError(f"{type(node).__name__} in line {node.lineno}")

    def _if(self, node: nodes.If) -> str:
        """A condition; one line end after each tag, since rendering takes one away."""
        branches = [(f"if {_expression(node.test)}", node.body)]
        branches += [(f"elif {_expression(other.test)}", other.body) for other in node.elif_]
        if node.else_:
            branches.append(("else", node.else_))
        return "".join(f"{{% {tag} %}}\n{self.body(body)}" for tag, body in branches) + "{% endif %}\n"

    def _output(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.TemplateData):
            return node.data
        if isinstance(node, nodes.Concat):
            return "".join(self._output(part) for part in node.nodes)
        if isinstance(node, nodes.Const):
            return str(node.value)
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
            call: Callable[[nodes.Call], str] | None = {
                "_": self._message, "gettext": self._message, "ngettext": self._plural
            }.get(node.node.name)  # fmt: skip
            if call is not None:
                return call(node)
        return f"{{{{ {_expression(node)} }}}}"

    def _message(self, node: nodes.Call) -> str:
        return self._fill(self._translations.gettext(_constant(node.args[0])), node)

    def _plural(self, node: nodes.Call) -> str:
        one, many = (_constant(arg) for arg in node.args[:2])
        number = _expression(node.args[2])
        singular, plural = (
            self._fill(self._translations.ngettext(one, many, n), node, num=number) for n in (1, 2)
        )
        if singular == plural:
            return plural
        return f"{{% if {number} == 1 %}}\n{singular}{{% else %}}\n{plural}{{% endif %}}\n"

    def _fill(self, message: str, node: nodes.Call, num: str = "") -> str:
        values = {pair.key: self._output(pair.value) for pair in node.kwargs}
        values |= {"num": f"{{{{ {num} }}}}"} if num else {}
        return _PARAMETER.sub(lambda found: values[found[1]] if found[1] else "%", message)


def _constant(node: nodes.Expr) -> str:
    if not isinstance(node, nodes.Const):
        raise TypeError(f"a message that is no constant in line {node.lineno}")
    return str(node.value)


def _expression(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Const):
        return f'"{node.value}"' if isinstance(node.value, str) else str(node.value)
    if isinstance(node, nodes.Not):
        return f"not {_expression(node.node)}"
    if isinstance(node, nodes.And | nodes.Or):
        word = "and" if isinstance(node, nodes.And) else "or"
        return f"{_expression(node.left)} {word} {_expression(node.right)}"
    if isinstance(node, nodes.List):
        return f"[{', '.join(_expression(item) for item in node.items)}]"
    if isinstance(node, nodes.Compare):
        rest = " ".join(f"{_OPERATORS[part.op]} {_expression(part.expr)}" for part in node.ops)
        return f"{_expression(node.expr)} {rest}"
    raise TypeError(f"{type(node).__name__} in line {node.lineno}")
