"""Accessible PDF (PDF/UA-1) from a page of ours, with nothing fetched from anywhere."""


def render_pdf(html: str, *, data_images: bool = False) -> bytes:
    """Return the tagged PDF of a complete HTML page with its style inside; `data_images` lets pictures stand in it.

    WeasyPrint is imported here: it is slow to load, and most requests make no PDF.
    """
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=("data",) if data_images else ())
    rendered = HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
    return bytes(rendered)
