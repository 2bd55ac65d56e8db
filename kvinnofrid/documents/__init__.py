"""Documents as PDF/UA, Word and Markdown, from frozen values. Knows nothing of Django."""
