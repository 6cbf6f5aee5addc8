"""Accessible PDF (PDF/UA-1) from a page of ours, with nothing fetched from anywhere."""


def render_pdf(html: str) -> bytes:
    """Return the tagged PDF of a complete HTML page with its style inside.

    WeasyPrint is imported here: it is slow to load, and most requests make no PDF.
    """
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    fetcher = URLFetcher(allowed_protocols=())
    rendered = HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1")
    return bytes(rendered)
