"""An organisation's own forms: taken in, previewed, published in versions that never change."""
