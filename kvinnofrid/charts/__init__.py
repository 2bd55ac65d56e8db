"""Charts and maps as SVG, drawn on the server from frozen values. No Django here."""
