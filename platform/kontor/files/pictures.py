"""Pictures are drawn anew: what is stored holds pixels and nothing else."""

import io
import warnings
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from kontor.files.kinds import FileRefused

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
_QUALITY = 88


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean picture."""

    content: bytes
    width: int
    height: int


def redraw(content: bytes, content_type: str) -> Picture:
    """The same picture upright and without anything hidden in it; FileRefused when broken or too large."""
    kind = FORMATS[content_type]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[kind]) as opened:
                _check_size(opened)
                return _written(ImageOps.exif_transpose(opened), kind)
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        Image.DecompressionBombWarning,
    ) as error:
        raise FileRefused(_("The picture is broken or not of the kind its name says.")) from error


def _check_size(opened: Image.Image) -> None:
    frames = getattr(opened, "n_frames", 1)
    if opened.width * opened.height * frames > settings.FILES_MAX_PIXELS:
        most = settings.FILES_MAX_PIXELS // 1_000_000
        raise FileRefused(_("The picture has more than %(most)s million pixels.") % {"most": most})


def _written(drawn: Image.Image, kind: str) -> Picture:
    target = io.BytesIO()
    if kind == "JPEG":
        drawn.convert("RGB").save(target, kind, quality=_QUALITY, optimize=True)
    elif kind == "GIF":
        drawn.save(target, kind, save_all=True)
    else:
        plain = drawn.convert("RGBA" if _has_alpha(drawn) else "RGB")
        plain.save(target, kind, **({"quality": _QUALITY} if kind == "WEBP" else {"optimize": True}))
    return Picture(target.getvalue(), drawn.width, drawn.height)


def _has_alpha(drawn: Image.Image) -> bool:
    return drawn.mode in {"RGBA", "LA", "PA"} or "transparency" in drawn.info
