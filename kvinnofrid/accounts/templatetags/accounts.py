"""How a field of a form is drawn. `{% load accounts %}`"""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def drawn(field: BoundField) -> SafeString:
    """A field in the design system's dress, tied to its help and its errors."""
    attributes: dict[str, str | bool] = {"class": "ds-input", "placeholder": ""}
    if field.errors:
        attributes["aria-invalid"] = "true"
        attributes["aria-describedby"] = f"{field.auto_id}_error"
    return field.as_widget(attrs=attributes)
