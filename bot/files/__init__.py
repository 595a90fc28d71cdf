"""Files that leave Halfterm, and those that come in."""
