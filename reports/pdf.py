"""The PDF of a page by WeasyPrint: tagged for PDF/UA, packaged fonts, nothing fetched but data inside the page itself."""

from __future__ import annotations

import io
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from reports.charts.fonts import PAPER_SANS, SANS_FAMILY, SERIF_FAMILY, packaged_font

if TYPE_CHECKING:
    from pypdf import PdfWriter
    from pypdf.generic import IndirectObject
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

BOLD_SANS = ("Noto Sans CJK SC Bold", "Source Han Sans SC Bold", "Noto Sans SC Bold")
BOLD_SERIF = ("Noto Serif CJK SC Bold", "Source Han Serif SC Bold", "Noto Serif SC Bold")


# In the margin above the text, where the pages themselves print nothing.
_STAMP = f"@page{{size:A4;margin:0}}p{{position:absolute;top:5mm;right:14mm;margin:0;font:9pt {PAPER_SANS};color:#57606A}}"


@dataclass(frozen=True, slots=True)
class PdfResult:
    """The bytes of a PDF, or the reason why there is none; exactly one of the two is set."""

    content: bytes | None
    reason: str | None


def make_pdf(html: str) -> PdfResult:
    """The PDF of a page as bytes that depend on the page alone, or the reason why it cannot be made."""
    reason = why_unavailable()
    if reason is not None:
        return PdfResult(None, reason)
    return PdfResult(_printed(html, pdf_variant="pdf/ua-1"), None)


def _printed(html: str, **options: str) -> bytes:
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    # One configuration for sheet and page, or the packaged fonts would not be found.
    fonts = FontConfiguration()
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
        import weasyprint  # noqa: F401 - only whether it loads is asked
    except ImportError as error:
        return f"PDF not made: WeasyPrint is not installed ({error}); install the extra 'pdf'"
    except OSError as error:
        return f"PDF not made: WeasyPrint finds no Pango library ({error}); install Debian's libpango-1.0-0 and libpangoft2-1.0-0"
    return None


def _fonts(configuration: FontConfiguration) -> CSS:
    from weasyprint import CSS
    from weasyprint.urls import URLFetcher

    rules = []
    for family, kind, bold in ((SANS_FAMILY, "sans", BOLD_SANS), (SERIF_FAMILY, "serif", BOLD_SERIF)):
        path = packaged_font(kind)
        if path is not None:
            rules.append(f'@font-face{{font-family:"{family}";src:url("{path.as_uri()}")}}')
            # The package has no bold cut; a system one is used where there is one, and the regular cut stands in elsewhere.
            sources = ",".join(f'local("{name}")' for name in bold)
            rules.append(f'@font-face{{font-family:"{family}";font-weight:700;src:{sources},url("{path.as_uri()}")}}')
    # This sheet is ours and names only the packaged fonts; the page itself keeps the data-only fetcher.
    options: dict[str, Any] = {"font_config": configuration, "url_fetcher": URLFetcher(allowed_protocols=["file"])}
    return CSS(string="".join(rules), **options)
