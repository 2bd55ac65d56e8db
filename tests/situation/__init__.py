"""The picture of the situation."""
