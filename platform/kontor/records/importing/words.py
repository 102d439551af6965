"""What reports say, in the words of people."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kontor.schema.descriptor import ObjectDescriptor


def problem_text(found: ObjectDescriptor, problem: Mapping[str, Any]) -> str:
    """A problem in one sentence, the field by its label."""
    holder = found.lines.get(str(problem.get("collection", "")), found)
    one = holder.fields.get(str(problem.get("field", "")))
    message = str(problem.get("message", ""))
    if one is not None:
        message = f"{one.label}: {message}" if not message.startswith(f"{one.label}:") else message
    if problem.get("line") and problem.get("collection"):
        return _("Line %(line)s of the record, %(message)s") % {"line": problem["line"], "message": message}
    return message
