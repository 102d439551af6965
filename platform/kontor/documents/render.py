"""Draws a sheet as PDF. The library is loaded at the first document: it needs packages of the system."""

import importlib
import warnings
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kontor.core.errors import Refusal
from kontor.documents.letterhead import Letterhead
from kontor.documents.sheet import Sheet

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"


class RendererMissing(Refusal):
    """The system lacks what PDFs are drawn with."""

    status = 503
    code = "renderer_missing"


def _library() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return importlib.import_module("weasyprint")
    except OSError as error:
        words = _("PDFs cannot be made here yet. Ask whoever runs this system for: %(command)s")
        raise RendererMissing(words % {"command": f"apt-get install {PACKAGES}"}) from error


def pdf_of(sheet: Sheet, head: Letterhead, template: str, language: str, *, draft: bool = False) -> bytes:
    """The PDF of a sheet. RendererMissing when the system lacks packages."""
    weasyprint = _library()
    with translation.override(language):
        html = render_to_string(template, {"sheet": sheet, "head": head, "draft": draft, "language": language})
    # nothing is fetched: the only pictures are those that came along
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols={"data"})
    return bytes(weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf())
