"""What the pages of the follow-up show, in words."""
