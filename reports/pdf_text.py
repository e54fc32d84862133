"""The text of a PDF, page by page."""

import io
from collections.abc import Iterator


def pdf_pages(content: bytes) -> Iterator[str]:
    """Yield the text of each page; raises ValueError where the bytes are no PDF."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        yield from (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    except PyPdfError as error:
        raise ValueError(f"the bytes are no PDF that can be read ({error}); make it again") from error
