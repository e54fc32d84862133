"""The PDF of a page by WeasyPrint: tagged for PDF/UA, packaged fonts, nothing fetched but data inside the page itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.figures.fonts import SANS_FAMILY, SERIF_FAMILY, packaged_font

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

BOLD_SANS = ("Noto Sans CJK SC Bold", "Source Han Sans SC Bold", "Noto Sans SC Bold")
BOLD_SERIF = ("Noto Serif CJK SC Bold", "Source Han Serif SC Bold", "Noto Serif SC Bold")


@dataclass(frozen=True, slots=True)
class PdfResult:
    """The bytes of a PDF, or the reason why there is none; exactly one of the two is set."""

    content: bytes | None
    reason: str | None


def render_pdf(html: str) -> bytes | None:
    """The PDF of a page made with `paper=True`, or None where the PDF library cannot work here.

    `make_pdf` gives the reason as well.
    """
    return make_pdf(html).content


def make_pdf(html: str) -> PdfResult:
    """The PDF of a page as bytes that depend on the page alone, or the reason why it cannot be made."""
    reason = why_unavailable()
    if reason is not None:
        return PdfResult(None, reason)
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    # One configuration for sheet and page, or the packaged fonts would not be found.
    fonts = FontConfiguration()
    # Only data: is allowed, because WeasyPrint would otherwise put local files into a page that names them.
    fetcher = URLFetcher(allowed_protocols=["data"])
    document = HTML(string=html, url_fetcher=fetcher, base_url=None)
    content = document.write_pdf(stylesheets=[_fonts(fonts)], font_config=fonts, pdf_variant="pdf/ua-1", pdf_identifier=None)
    return PdfResult(content, None)


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
