"""The design system: base page, components, middleware. Used by every domain, uses none."""
