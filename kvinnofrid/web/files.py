"""Files that pages hand out: their forms, the endings of their addresses, and the answer."""

from django.http import HttpResponse
from django.urls import register_converter

TABLE_FORMS = ("csv", "xlsx", "json")
PICTURE_FORMS = ("svg", "png")
DOCUMENT_FORMS = ("pdf", "docx")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
}


def file_answer(content: bytes, *, name: str, form: str) -> HttpResponse:
    """A file to save, called `name` with its form as ending; KeyError for an unknown form."""
    response = HttpResponse(content, content_type=CONTENT_TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


class TableForm:
    """The ending of a file of figures, in an address `<table_form:form>`."""

    regex = "|".join(TABLE_FORMS)

    def to_python(self, value: str) -> str:
        """The ending."""
        return value

    def to_url(self, value: str) -> str:
        """The ending."""
        return value


class PictureForm(TableForm):
    """The ending of a file with a picture, in an address `<picture_form:form>`."""

    regex = "|".join(PICTURE_FORMS)


class DocumentForm(TableForm):
    """The ending of a document, in an address `<document_form:form>`."""

    regex = "|".join(DOCUMENT_FORMS)


register_converter(TableForm, "table_form")
register_converter(DocumentForm, "document_form")
register_converter(PictureForm, "picture_form")
