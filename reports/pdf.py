"""The PDF of a page by WeasyPrint: tagged for PDF/UA, packaged fonts, nothing fetched but data inside the page itself."""

from __future__ import annotations

import functools
import io
import warnings
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

from reports.charts.fonts import PAPER_SANS, SANS_FAMILY, packaged_font

if TYPE_CHECKING:
    from pypdf import PdfWriter
    from pypdf.generic import IndirectObject
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

WEIGHTS: Final = (400, 700)
# At the foot of the page beside its number, where the pages themselves print nothing.
_STAMP = f"@page{{size:A4;margin:0}}p{{position:absolute;bottom:5mm;right:14mm;margin:0;font:9pt {PAPER_SANS};color:#57606A}}"


@dataclass(frozen=True, slots=True)
class PdfResult:
    """The bytes of a PDF, or the reason why there is none; exactly one of the two is set."""

    content: bytes | None
    reason: str | None

    @property
    def printed(self) -> bytes:
        """The bytes; raises RuntimeError with the reason where there are none."""
        if self.content is None:
            raise RuntimeError(self.reason)
        return self.content


def make_pdf(html: str) -> PdfResult:
    """The PDF of a page as bytes that depend on the page alone, or the reason why it cannot be made."""
    reason = why_unavailable()
    if reason is not None:
        return PdfResult(None, reason)
    return PdfResult(_printed(html, pdf_variant="pdf/ua-1"), None)


def _printed(html: str, **options: str) -> bytes:
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    # One configuration for sheet and page, or the packaged fonts would not be found.
    fonts = _no_fonts()
    # Only data: is allowed, because WeasyPrint would otherwise put local files into a page that names them.
    fetcher = URLFetcher(allowed_protocols=["data"])
    document = HTML(string=html, url_fetcher=fetcher, base_url=None)
    return bytes(document.write_pdf(stylesheets=[_fonts(fonts)], font_config=fonts, pdf_identifier=None, **options))


def with_stamp(pdf: bytes, stamp: str) -> bytes:
    """The PDF, one that carries no stamp yet, with a recipient's copy number in the upper margin of every page.

    A page takes seconds to set and a stamp moments, so an edition is set once and stamped for each of its readers. The
    stamp is appended to the file as an update and marked as an artifact: a screen reader does not read it on every page.
    """
    from pypdf import PdfWriter
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject

    writer = PdfWriter(io.BytesIO(pdf), incremental=True)
    drawing = _drawing(writer, stamp)
    # The page's own drawing may leave its scale behind, so it is set between a save and a restore.
    before, after = (_stream(writer, content) for content in (b"q", b"Q /Artifact BMC q /CopyNumber Do Q EMC"))
    for page in writer.pages:
        drawings = page["/Resources"].setdefault(NameObject("/XObject"), DictionaryObject())  # type: ignore[attr-defined]
        drawings.get_object()[NameObject("/CopyNumber")] = drawing
        page[NameObject("/Contents")] = ArrayObject([before, page.raw_get("/Contents"), after])
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _drawing(writer: PdfWriter, stamp: str) -> IndirectObject:
    """The stamp as a drawing of the size of a page, with its own font."""
    from pypdf import PdfReader
    from pypdf.generic import NameObject

    html = f"<html><head><title>{escape(stamp)}</title><style>{_STAMP}</style></head><body><p>{escape(stamp)}</p></body></html>"
    page = PdfReader(io.BytesIO(_printed(html))).pages[0]
    content = page.get_contents()
    drawing = _stream(writer, b"" if content is None else content.get_data())
    entries = {"/Type": NameObject("/XObject"), "/Subtype": NameObject("/Form"), "/BBox": page.mediabox, "/Resources": page["/Resources"]}
    for name, value in entries.items():
        drawing.get_object()[NameObject(name)] = value.clone(writer)  # type: ignore[index]
    return drawing


def _stream(writer: PdfWriter, content: bytes) -> IndirectObject:
    from pypdf.generic import StreamObject

    stream = StreamObject()
    stream.set_data(content)
    return writer._add_object(stream)


def why_unavailable() -> str | None:
    """Why no PDF can be made on this machine, or None when one can."""
    try:
        with warnings.catch_warnings():
            # It warns where the machine has no fonts of its own; none is used.
            warnings.simplefilter("ignore", UserWarning)
            import weasyprint  # noqa: F401 - only whether it loads is asked
        for weight in WEIGHTS:
            packaged_font(weight)
    except RuntimeError as error:
        return f"PDF not made: {error}"
    except ImportError as error:
        return f"PDF not made: WeasyPrint is not installed ({error}); install the extra 'pdf'"
    except OSError as error:
        return f"PDF not made: WeasyPrint finds no Pango library ({error}); install Debian's libpango-1.0-0 and libpangoft2-1.0-0"
    return None


def pdf_setter() -> str:
    """The libraries of this machine that set and pack a PDF besides WeasyPrint; raises OSError or ImportError where there are none."""
    import zlib

    from weasyprint.text.ffi import pango

    return f"Pango {pango.pango_version()}, zlib {zlib.ZLIB_RUNTIME_VERSION}"


def _no_fonts() -> FontConfiguration:
    """A configuration without the machine's fonts and settings.

    A letter that no packaged font has is a box, and the same box everywhere.
    """
    from weasyprint.text.ffi import ffi, fontconfig, pangoft2
    from weasyprint.text.fonts import FontConfiguration

    made = FontConfiguration()
    _declare_empty_configuration()
    made._config = fontconfig.FcConfigCreate()
    pangoft2.pango_fc_font_map_set_config(ffi.cast("PangoFcFontMap *", made.font_map), made._config)
    # The font map keeps a reference of its own.
    fontconfig.FcConfigDestroy(made._config)
    return made


@functools.cache
def _declare_empty_configuration() -> None:
    """Tell WeasyPrint's binding of Fontconfig of one more function; it knows only the one that reads the machine's fonts."""
    from weasyprint.text.ffi import ffi

    ffi.cdef("FcConfig * FcConfigCreate (void);")


def _fonts(configuration: FontConfiguration) -> CSS:
    from weasyprint import CSS
    from weasyprint.urls import URLFetcher

    faces = [
        f'@font-face{{font-family:"{SANS_FAMILY}";font-weight:{weight};src:url("{packaged_font(weight).as_uri()}")}}' for weight in WEIGHTS
    ]
    # Names are Chinese in an English edition as well; see `reports.charts.fonts`.
    faces.append(':root{font-language-override:"zh-CN"}@page{font-language-override:"zh-CN"}')
    # This sheet is ours and names only the packaged fonts; the page itself keeps the data-only fetcher.
    options: dict[str, Any] = {"font_config": configuration, "url_fetcher": URLFetcher(allowed_protocols=["file"])}
    return CSS(string="".join(faces), **options)
